"""The small screen of a provider (服务机构), and the page on which the county pays."""
