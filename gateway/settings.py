"""Settings: one frozen object, read once by the command line; wrong values are reported together."""

import base64
import binascii
import json
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway.issuers import MemberIssuer
from gateway.rules import Broken, origin

KEY_BYTES = 32


class SettingsWrong(Exception):
    """Some settings have impossible values; the message names each."""


def named(name: str, default: Any = ..., **rules: Any) -> Any:
    return Field(default, validation_alias=AliasChoices(name), **rules)


class Settings(BaseSettings):
    """Every setting; the description of each is the README's table."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    database_url: SecretStr | None = named("DATABASE_URL", None, description="PostgreSQL, as a URL.")
    host: str = named("HOST", "127.0.0.1", description="The address to listen on.")
    port: int = named("PORT", 8080, ge=0, le=65535, description="The port to listen on.")
    data_dir: Path = named(
        "GATEWAY_DATA_DIR", Path(".gateway"), description="Where the embedded PostgreSQL keeps its data."
    )
    public_url: str = named(
        "GATEWAY_PUBLIC_URL", "http://localhost:8080", description="The gateway's address as its callers see it."
    )
    encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode] = named(
        "GATEWAY_ENCRYPTION_KEYS",
        (),
        description="Keys of 32 bytes in base64, separated by commas; the first encrypts, all decrypt.",
    )
    introspection: bool = named("GATEWAY_INTROSPECTION", True, description="Whether the schema may be asked for.")
    federation_access_directives: bool = named(
        "GATEWAY_FEDERATION_ACCESS_DIRECTIVES",
        False,
        description="Whether the subgraph's schema has @authenticated and @requiresScopes.",
    )
    federation_max_representations: int = named(
        "GATEWAY_FEDERATION_MAX_REPRESENTATIONS",
        100,
        ge=1,
        le=10_000,
        description="The most entities asked for at once.",
    )
    federation_sdl: str = named(
        "GATEWAY_FEDERATION_SDL",
        "open",
        pattern="^(open|router)$",
        description="Who may ask for `_service { sdl }`: anybody, or who holds `federation:sdl`.",
    )
    engine: bool = named(
        "GATEWAY_ENGINE", True, description="Whether operations are executed breadth-first, or by graphql-core."
    )
    graphiql: bool = named("GATEWAY_GRAPHIQL", True, description="Whether GraphiQL is served.")
    pool_size: int = named("GATEWAY_POOL_SIZE", 10, ge=1, le=1000, description="Database connections per worker.")
    max_body_bytes: int = named("GATEWAY_MAX_BODY_BYTES", 1_048_576, ge=1024, description="The largest request body.")
    max_characters: int = named("GATEWAY_MAX_CHARACTERS", 100_000, ge=1, description="The longest document.")
    max_tokens: int = named("GATEWAY_MAX_TOKENS", 10_000, ge=1, description="The most tokens of a document.")
    max_fragments: int = named("GATEWAY_MAX_FRAGMENTS", 100, ge=0, description="The most fragments of a document.")
    max_root_fields: int = named("GATEWAY_MAX_ROOT_FIELDS", 50, ge=1, description="The most root fields of a query.")
    max_mutations: int = named("GATEWAY_MAX_MUTATIONS", 10, ge=1, description="The most mutations of an operation.")
    max_depth: int = named("GATEWAY_MAX_DEPTH", 15, ge=1, description="How deep an operation may select.")
    max_introspection_depth: int = named(
        "GATEWAY_MAX_INTROSPECTION_DEPTH", 20, ge=1, description="How deep it may select of `__schema` and `__type`."
    )
    max_introspection_lists: int = named(
        "GATEWAY_MAX_INTROSPECTION_LISTS",
        2,
        ge=0,
        description="How deep lists of fields and of types may be nested in it.",
    )
    max_aliases: int = named("GATEWAY_MAX_ALIASES", 100, ge=0, description="The most aliases of an operation.")
    max_directives: int = named("GATEWAY_MAX_DIRECTIVES", 100, ge=0, description="The most directives of an operation.")
    max_cost: int = named(
        "GATEWAY_MAX_COST", 50_000, ge=1, description="The most an operation may cost: fields times page sizes."
    )
    rate_limit: int = named(
        "GATEWAY_RATE_LIMIT",
        50_000,
        ge=0,
        le=2**31 - 1,
        description="The cost a caller may spend per second in the long run; 0 sets no limit.",
    )
    rate_burst: int = named(
        "GATEWAY_RATE_BURST", 500_000, ge=1, le=2**31 - 1, description="The cost a caller may spend at once."
    )
    max_batch: int = named(
        "GATEWAY_MAX_BATCH", 0, ge=0, le=100, description="The most operations of one request, as a list; 0: none."
    )
    documents: str = named(
        "GATEWAY_DOCUMENTS",
        "open",
        pattern="^(open|prefer|only)$",
        description="Whether callers run documents that are not registered; see Trusted documents.",
    )
    max_connections: int = named(
        "GATEWAY_MAX_CONNECTIONS", 2000, ge=0, description="The most websockets and event streams of a worker."
    )
    max_socket_operations: int = named(
        "GATEWAY_MAX_SOCKET_OPERATIONS", 100, ge=1, description="The most operations at a time on one websocket."
    )
    socket_init_seconds: float = named(
        "GATEWAY_SOCKET_INIT_SECONDS", 5, gt=0, description="A websocket that does not say who it is by then is closed."
    )
    slow_reader_seconds: float = named(
        "GATEWAY_SLOW_READER_SECONDS",
        10,
        gt=0,
        description="A subscriber that does not take what is sent for so long is disconnected.",
    )
    request_timeout_seconds: float = named(
        "GATEWAY_REQUEST_TIMEOUT_SECONDS", 30, gt=0, description="A request that takes longer is ended."
    )
    keep_alive_seconds: float = named(
        "GATEWAY_KEEP_ALIVE_SECONDS",
        75,
        gt=0,
        description="A connection that has brought no whole request for so long is closed.",
    )
    statement_timeout_seconds: float = named(
        "GATEWAY_STATEMENT_TIMEOUT_SECONDS", 10, gt=0, description="A statement that takes longer is ended."
    )
    embed_origins: Annotated[tuple[str, ...], NoDecode] = named(
        "GATEWAY_EMBED_ORIGINS", (), description="Origins that may embed the Admin Portal, separated by commas."
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = named(
        "GATEWAY_CORS_ORIGINS", (), description="Origins whose pages may call /graphql, separated by commas."
    )
    member_issuers: Annotated[tuple[MemberIssuer, ...], NoDecode] = named(
        "GATEWAY_MEMBER_ISSUERS", (), description="Whose tokens stand for members, as JSON; see Members."
    )
    log_level: str = named(
        "GATEWAY_LOG_LEVEL", "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least level logged."
    )

    @field_validator("encryption_keys", "embed_origins", "cors_origins", mode="before")
    @classmethod
    def split_at_commas(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("embed_origins", "cors_origins")
    @classmethod
    def are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(map(origin, value))
        except Broken as problem:
            raise ValueError(f"each {problem}") from problem

    @field_validator("encryption_keys")
    @classmethod
    def keys_have_32_bytes(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in value:
            key_bytes(key)
        return value

    @field_validator("member_issuers", mode="before")
    @classmethod
    def parse_json(cls, value: Any) -> Any:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except json.JSONDecodeError as problem:
            raise ValueError("must be JSON") from problem

    @field_validator("member_issuers")
    @classmethod
    def issuers_differ(cls, value: tuple[MemberIssuer, ...]) -> tuple[MemberIssuer, ...]:
        if len({issuer.issuer for issuer in value}) < len(value):
            raise ValueError("two of them have the same issuer")
        return value

    @model_validator(mode="after")
    def one_operation_can_be_paid(self) -> Self:
        if self.rate_limit and self.rate_burst < max(self.max_cost, self.rate_limit):
            raise ValueError("GATEWAY_RATE_BURST must be at least GATEWAY_MAX_COST and GATEWAY_RATE_LIMIT")
        if self.rate_limit and self.rate_burst > 86_400 * self.rate_limit:
            raise ValueError("GATEWAY_RATE_BURST must be at most what GATEWAY_RATE_LIMIT gives in a day")
        return self

    @field_validator("public_url")
    @classmethod
    def no_slash_at_the_end(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")


def key_bytes(key: SecretStr) -> bytes:
    """The 32 bytes of an encryption key. Raises ValueError for anything else."""
    try:
        data = base64.b64decode(key.get_secret_value().replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error as problem:
        raise ValueError("each key must be base64") from problem
    if len(data) != KEY_BYTES:
        raise ValueError(f"each key must have {KEY_BYTES} bytes")
    return data


def read_settings(**overrides: Any) -> Settings:
    """The environment's settings; `overrides` that are not None win. Raises SettingsWrong with every wrong value."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as wrong:
        lines = []
        for error in wrong.errors(include_input=False, include_url=False):
            first, *rest = error["loc"] or ("",)
            field = Settings.model_fields.get(str(first))
            alias = field.validation_alias if field else None
            name = alias.choices[0] if isinstance(alias, AliasChoices) else first
            where = ".".join(map(str, (name, *rest)))
            lines.append(f"{where}: {error['msg']}" if where else error["msg"])
        raise SettingsWrong("wrong settings:\n  " + "\n  ".join(lines)) from None
