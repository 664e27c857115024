"""Issuers of members' tokens, as the operator configures them (RFC 7517, RFC 7518, RFC 8725)."""

from typing import Any, Literal
from urllib.parse import urlsplit

from jwt import PyJWK
from jwt.exceptions import PyJWTError
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Algorithm = Literal[
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
]  # fmt: skip
KeyedBy = Literal["id", "external_id"]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_KEYS = 100
SECRET_PARAMETERS = frozenset({"d", "k"})


class MemberIssuer(BaseModel):
    """Whose tokens stand for members, by which keys, and what their claims mean."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    issuer: str = Field(min_length=1, max_length=1024)
    """The claim `iss`, exactly."""
    audience: tuple[str, ...] = Field(min_length=1)
    """Values of which the claim `aud` has at least one."""
    jwks_url: str | None = None
    jwks: dict[str, Any] | None = None
    user_claim: str = Field("sub", min_length=1)
    user_by: KeyedBy = "external_id"
    organization_claim: str = Field("org_id", min_length=1)
    organization_by: KeyedBy = "id"
    algorithms: tuple[Algorithm, ...] = Field(("RS256", "PS256", "ES256", "EdDSA"), min_length=1)

    @field_validator("audience", mode="before")
    @classmethod
    def one_or_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("jwks_url")
    @classmethod
    def https_or_this_machine(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if not parts.hostname or parts.username or parts.password:
                raise ValueError("must be an absolute URL without a user name")
            if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
                raise ValueError("must begin with https://, or with http:// on this machine")
        return value

    @field_validator("jwks")
    @classmethod
    def public_keys(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        keys = value.get("keys") if value is not None else []
        if not isinstance(keys, list) or len(keys) > MAX_KEYS or not all(isinstance(key, dict) for key in keys):
            raise ValueError(f"must have at most {MAX_KEYS} keys in a list")
        for key in keys:
            if SECRET_PARAMETERS & key.keys():
                raise ValueError("must have public keys only")
            try:
                PyJWK(key)
            except PyJWTError as problem:
                raise ValueError("has a key that cannot be used") from problem
        return value

    @model_validator(mode="after")
    def keys_from_one_place(self) -> "MemberIssuer":
        if (self.jwks_url is None) == (self.jwks is None):
            raise ValueError("must have either jwks_url or jwks")
        return self
