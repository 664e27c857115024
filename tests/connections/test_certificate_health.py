"""What a certificate's dates, key and signature give to warn of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from gateway.connections.certificates import (
    CertificateStatus,
    CertificateWeakness,
    weaknesses,
)
from tests.connections.builders import (
    NOW,
    Making,
    ec_key,
    md5_signed,
    pem,
    rsa_key,
    sha1_signed,
    some_der,
)
from tests.connections.test_certificates import read


@pytest.mark.parametrize(
    ("left", "days", "status"),
    [
        (timedelta(days=365), 365, CertificateStatus.VALID),
        (timedelta(days=61), 61, CertificateStatus.VALID),
        (timedelta(days=61, seconds=-1), 60, CertificateStatus.EXPIRING),
        (timedelta(days=60), 60, CertificateStatus.EXPIRING),
        (timedelta(days=1), 1, CertificateStatus.EXPIRING),
        (timedelta(hours=23), 0, CertificateStatus.EXPIRING),
        (timedelta(0), 0, CertificateStatus.EXPIRING),
        (timedelta(seconds=-1), -1, CertificateStatus.EXPIRED),
        (timedelta(days=-1), -1, CertificateStatus.EXPIRED),
        (timedelta(days=-1, seconds=-1), -2, CertificateStatus.EXPIRED),
    ],
)
def test_days_left_and_status_follow_the_clock(left: timedelta, days: int, status: CertificateStatus) -> None:
    certificate = read(pem(some_der()))
    now = certificate.not_after - left
    assert (certificate.days_left(now), certificate.status(now)) == (days, status)


@pytest.mark.parametrize(
    ("after_start", "status"),
    [(timedelta(0), CertificateStatus.VALID), (timedelta(seconds=-1), CertificateStatus.NOT_YET_VALID)],
)
def test_validity_begins_with_its_first_second(after_start: timedelta, status: CertificateStatus) -> None:
    certificate = read(pem(some_der()))
    assert certificate.status(certificate.not_before + after_start) is status


def test_a_certificate_without_end_is_valid() -> None:
    certificate = read(pem(Making(not_after=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)).der()))
    assert certificate.status(NOW) is CertificateStatus.VALID


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(some_der, [], id="sound"),
        pytest.param(Making(key=ec_key()).der, [], id="EC P-256"),
        pytest.param(Making(key=rsa_key(1024)).der, [CertificateWeakness.WEAK_KEY], id="RSA 1024"),
        pytest.param(lambda: sha1_signed(some_der()), [CertificateWeakness.SHA1_SIGNATURE], id="SHA-1"),
        pytest.param(lambda: md5_signed(some_der()), [CertificateWeakness.MD5_SIGNATURE], id="MD5"),
        pytest.param(
            Making(not_before=NOW + timedelta(days=1)).der, [CertificateWeakness.NOT_YET_VALID], id="not yet valid"
        ),
        pytest.param(
            lambda: sha1_signed(Making(key=rsa_key(1024), not_after=NOW - timedelta(days=1)).der()),
            [CertificateWeakness.WEAK_KEY, CertificateWeakness.SHA1_SIGNATURE, CertificateWeakness.EXPIRED],
            id="all at once",
        ),
    ],
)
def test_weaknesses_are_told_but_not_refused(make: Callable[[], bytes], expected: list[CertificateWeakness]) -> None:
    assert weaknesses(read(pem(make())), NOW) == expected
