"""curl, as far as GssapiCurlIT uses it, on the libcurl that PycURL's wheels bring along.

For machines whose own curl is of a version that cannot do GSSAPI with a SOCKS proxy (7.69 to 8.16).
"""
import argparse
import re
import sys

import pycurl

# CURLOPT_SOCKS5_AUTH, which PycURL has no name for; its values are those of HTTPAUTH.
SOCKS5_AUTH = 267


def arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("-V", "--version", action="store_true")
    parser.add_argument("-q", action="store_true")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-S", action="store_true")
    parser.add_argument("--noproxy")
    parser.add_argument("--max-time", type=int)
    parser.add_argument("--socks5-gssapi", action="store_true")
    parser.add_argument("--socks5-gssapi-nec", action="store_true")
    parser.add_argument("--socks5-hostname")
    parser.add_argument("-o")
    parser.add_argument("-T")
    parser.add_argument("url", nargs="?")
    return parser.parse_args()


def print_version():
    """The two facts that a caller asks for, as the program curl words them."""
    number = re.search(r"libcurl/(\S+)", pycurl.version).group(1)
    gssapi = pycurl.version_info()[4] & pycurl.VERSION_GSSAPI
    print("curl %s (PycURL)\nFeatures:%s" % (number, " GSS-API" if gssapi else ""))


def transfer(given, out, upload):
    curl = pycurl.Curl()
    curl.setopt(pycurl.URL, given.url)
    curl.setopt(pycurl.NOPROXY, given.noproxy)
    curl.setopt(pycurl.TIMEOUT, given.max_time)
    curl.setopt(pycurl.PROXY, "socks5h://" + given.socks5_hostname)
    curl.setopt(SOCKS5_AUTH, pycurl.HTTPAUTH_GSSNEGOTIATE if given.socks5_gssapi else pycurl.HTTPAUTH_BASIC)
    curl.setopt(pycurl.SOCKS5_GSSAPI_NEC, given.socks5_gssapi_nec)
    curl.setopt(pycurl.WRITEDATA, out)
    if upload:
        curl.setopt(pycurl.UPLOAD, True)
        curl.setopt(pycurl.READDATA, upload)
        curl.setopt(pycurl.INFILESIZE, upload.seek(0, 2))
        upload.seek(0)
    curl.perform()
    out.flush()


given = arguments()
if given.version:
    print_version()
    sys.exit(0)
try:
    transfer(given, open(given.o, "wb") if given.o else sys.stdout.buffer, open(given.T, "rb") if given.T else None)
except pycurl.error as failure:
    print("curl: (%d) %s" % failure.args[:2], file=sys.stderr)
    sys.exit(failure.args[0])
