"""Django configuration of Anjuan: one settings file per situation, the URL map, the server entry points."""
