"""How papers are signed as files; shared by every situation, which says what the key is.

PAPER_KEY is a PKCS#12 or PEM file with key, certificate and chain, PAPER_KEY_PASSPHRASE opens it. A seal service of the
hall's own is an adapter named by PAPER_SIGNER (`casework.signing.keys.PaperSigner`) and needs no file. The certificates
of keys that were used before stand in the PEM file PAPER_FORMER_CERTIFICATES, so that what they signed can be checked.
"""

import os

PAPER_SIGNER = os.environ.get("PAPER_SIGNER", "casework.signing.configured.key_in_file")
PAPER_KEY = os.environ.get("PAPER_KEY", "").strip()
PAPER_KEY_PASSPHRASE = os.environ.get("PAPER_KEY_PASSPHRASE", "")
PAPER_FORMER_CERTIFICATES = os.environ.get("PAPER_FORMER_CERTIFICATES", "")
