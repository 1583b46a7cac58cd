"""TLS for servers of the tests: an authority, and certificates it signed or did not."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)


def self_signed(folder: Path, *hosts: str, expired: bool = False) -> tuple[ssl.SSLContext, Path]:
    """A context that shows a certificate for these hosts, and the file that holds it for who wants to believe it."""
    shown, both = certificate(folder, *hosts, expired=expired)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, shown


def certificate(folder: Path, *hosts: str, expired: bool = False) -> tuple[Path, Path]:
    """The file of a certificate that is signed by itself, and one with its key as well."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kolibri")])
    names: list[x509.GeneralName] = [
        x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host) for host in hosts
    ]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 2 * YEAR)
        .not_valid_after(now - YEAR if expired else now + YEAR)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    shown, both = folder / f"{hosts[0]}-{expired}.pem", folder / f"{hosts[0]}-{expired}-key.pem"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    both.write_bytes(pem + shown.read_bytes())
    return shown, both
