"""A folder -> an authority that the crawl is told to believe, and TLS contexts of endpoints, right and wrong ones."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONG = timedelta(days=365)
HOSTS = tuple(f"127.7.{block}.{last}" for block in (0, 1, 250) for last in range(1, 202))
WRONG = ("192.0.2.1",)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """Signs; its own certificate goes into a file that SSL_CERT_FILE may name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._own = self._certificate("Test authority", (), self._key, authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))

    def contexts(self) -> dict[str, ssl.SSLContext]:
        """The contexts that endpoints name."""
        return {
            "good": self._context("good", HOSTS),
            "expired": self._context("expired", HOSTS, ended=True),
            "wrong host": self._context("wrong-host", WRONG),
            "self-signed": self._context("self-signed", HOSTS, by_itself=True),
        }

    def _context(
        self, name: str, hosts: tuple[str, ...], *, ended: bool = False, by_itself: bool = False
    ) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        signed = self._certificate(name, hosts, key, ended=ended, by_itself=by_itself)
        file = self._folder / f"{name}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + signed.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self,
        name: str,
        hosts: tuple[str, ...],
        key: ec.EllipticCurvePrivateKey,
        *,
        authority: bool = False,
        ended: bool = False,
        by_itself: bool = False,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        maker = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(name if by_itself else "Test authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 2 * LONG)
            .not_valid_after(now - LONG if ended else now + LONG)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if hosts:
            names = [x509.IPAddress(ip_address(host)) for host in hosts]
            maker = maker.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return maker.sign(key if by_itself or authority else self._key, hashes.SHA256())
