"""The command `gateway`. Each command imports what it needs: `serve` first says where the metrics are kept."""

import os
import sys
from pathlib import Path

import click

from gateway.terminal import fail, on_database, run, say, settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="graphql-organization-gateway", prog_name="gateway")
def main() -> None:
    """Organizations, users, enterprise features and SSO connections, as one GraphQL API on PostgreSQL."""


@main.command()
@click.option("--host", help="The address to listen on [HOST, 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on [PORT, 8080].")
@click.option("--sample-data/--no-sample-data", default=True, help="Fill a new database with sample data.")
@click.option("--new-data", is_flag=True, help="Forget the embedded database and begin anew.")
def dev(host: str | None, port: int | None, sample_data: bool, new_data: bool) -> None:
    """Run everything on this machine: PostgreSQL, sample data, an API key, GraphiQL."""
    from gateway.http.logs import configure_logging
    from gateway.running.dev import run_dev

    chosen = settings(host=host, port=port)
    configure_logging("WARNING" if "GATEWAY_LOG_LEVEL" not in os.environ else chosen.log_level)
    run(run_dev(chosen, say, sample_data=sample_data, new_data=new_data))


@main.command()
@click.option("--host", help="The address to listen on [HOST, 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on [PORT, 8080].")
@click.option("--workers", type=click.IntRange(1, 512), help="Processes; by default one per core.")
@click.option("--migrate", "apply_migrations", is_flag=True, help="Apply pending migrations first.")
@click.option("--embedded", is_flag=True, help="Bring a PostgreSQL along, in GATEWAY_DATA_DIR.")
def serve(host: str | None, port: int | None, workers: int | None, apply_migrations: bool, embedded: bool) -> None:
    """Run in production: several processes on one port, on the PostgreSQL of DATABASE_URL."""
    from gateway.running.figures import shared_figures

    chosen = settings(host=host, port=port)
    workers = workers or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if embedded:
        from gateway.running.production import serve_embedded

        arguments = [f"--host={chosen.host}", f"--port={chosen.port}", f"--workers={workers}", "--migrate"]
        sys.exit(run(serve_embedded(chosen, arguments, say)))
    with shared_figures():
        from gateway.running.dev import CannotServe
        from gateway.running.production import serve

        try:
            serve(chosen, workers, apply_migrations=apply_migrations, say=say)
        except CannotServe as problem:
            fail(problem)


@main.command()
def migrate() -> None:
    """Bring the schema of the database up to date."""
    from gateway.database.migrate import migrate

    chosen = settings()
    if chosen.database_url is None:
        fail("DATABASE_URL is not set")
    applied = run(migrate(chosen.database_url.get_secret_value(), say=say))
    say(f"applied {len(applied)} migrations" if applied else "nothing to apply")


@main.command()
@click.option("--check", is_flag=True, help="Only compare with the file; exit with 1 when it differs.")
@click.option("--file", "path", type=click.Path(path_type=Path), default=Path("schema.graphql"), show_default=True)
@click.option(
    "--check-against",
    "old",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="OLD.graphql",
    help="Only list the breaking and dangerous changes since this schema; exit with 1 when one is breaking.",
)
def schema(check: bool, path: Path, old: Path | None) -> None:
    """Write the GraphQL schema to a file."""
    from gateway.graph.schema import schema
    from gateway.graph.sdl import subgraph_sdl

    text = subgraph_sdl(schema, access_directives=False)
    if check and (not path.exists() or path.read_text() != text):
        fail(f"{path} is not up to date: run `gateway schema`")
    if old:
        list_changes(old, text)
    elif not check:
        path.write_text(text)


def list_changes(old: Path, text: str) -> None:
    """Print what changed since the old schema; exits with 1 when a change is breaking, with 2 when it is no schema."""
    from gateway.graph.changes import NotASchema, changes

    try:
        breaking, dangerous = changes(old.read_text(), text)
    except (NotASchema, OSError, UnicodeError) as problem:
        raise click.BadParameter(f"{old} is not a GraphQL schema: {problem}", param_hint="--check-against") from None
    for change in breaking:
        click.echo(f"breaking: {change}")
    for change in dangerous:
        click.echo(f"dangerous: {change}")
    if breaking:
        fail(f"breaking changes since {old}: {len(breaking)}")
    say(f"no breaking changes since {old}")


@main.group()
def keys() -> None:
    """Make, list and revoke API keys."""


@keys.command("create")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--scope", "scopes", multiple=True, help="A permission, such as organizations:read; default: all.")
def create_key(name: str, scopes: tuple[str, ...]) -> None:
    """Make an API key; it is printed alone on standard output, this once."""
    from gateway.api_keys.actions import create_api_key
    from gateway.call import Call
    from gateway.viewer import SYSTEM

    made = on_database(
        lambda pool, chosen: create_api_key(Call(pool, SYSTEM, chosen), {"name": name, "scopes": list(scopes) or None})
    )
    click.echo(made.secret)


@keys.command("list")
def list_keys() -> None:
    """List the API keys, without their secrets."""
    from gateway.api_keys.store import every_api_key

    for key in on_database(lambda pool, _: every_api_key(pool)):
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "live"
        used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
        click.echo(f"{key.id}  {state}  {used}  {key.name}  {' '.join(key.scopes)}")


@keys.command("revoke")
@click.argument("id")
def revoke_key(id: str) -> None:
    """Revoke the API key with this id; within 5 seconds it works nowhere."""
    from gateway.api_keys.actions import revoke_api_key
    from gateway.call import Call
    from gateway.viewer import SYSTEM

    on_database(lambda pool, chosen: revoke_api_key(Call(pool, SYSTEM, chosen), {"id": id}))
    say(f"revoked {id}")


@keys.command("encryption")
def encryption_key() -> None:
    """Print a new key for GATEWAY_ENCRYPTION_KEYS."""
    import base64
    import secrets

    click.echo(base64.b64encode(secrets.token_bytes(32)).decode())


@main.group()
def documents() -> None:
    """Register, list and remove trusted documents."""


@documents.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_documents(files: tuple[Path, ...]) -> None:
    """Register the documents of manifests, Apollo's or Relay's; all of them, or none."""
    from gateway.call import Call
    from gateway.graph.registration import import_manifests
    from gateway.viewer import SYSTEM

    manifests = [(str(file), file.read_bytes()) for file in files]
    number, new = on_database(lambda pool, chosen: import_manifests(Call(pool, SYSTEM, chosen), manifests))
    say(f"{number} documents, {len(new)} of them new")


@documents.command("list")
def list_documents() -> None:
    """List the registered documents: the id, the day, the names of the operations."""
    from gateway.trusted_documents.store import every_document

    for document in on_database(lambda pool, _: every_document(pool)):
        click.echo(f"{document.id}  {document.registered_at:%Y-%m-%d}  {document.name}")


@documents.command("remove")
@click.argument("ids", nargs=-1, required=True)
def remove_documents(ids: tuple[str, ...]) -> None:
    """Remove the documents with these ids; within 5 seconds they are known nowhere."""
    from gateway.call import Call
    from gateway.trusted_documents.actions import remove_documents
    from gateway.viewer import SYSTEM

    removed = on_database(lambda pool, chosen: remove_documents(Call(pool, SYSTEM, chosen), ids))
    say(f"removed {len(removed)} documents")


@main.command()
@click.option("--user", help="The user, by id or e-mail address; default: the oldest admin.")
@click.option("--organization", help="The id of the active organization; default: one the user is active in.")
@click.option("--without-organization", is_flag=True, help="No active organization.")
def dev_token(user: str | None, organization: str | None, without_organization: bool) -> None:
    """Print a member's token for `gateway dev`; it lasts 12 hours."""
    from dataclasses import replace

    from gateway.running.trial_members import trial_member, trial_token

    member = on_database(lambda pool, _: trial_member(pool, user, organization))
    if without_organization:
        member = replace(member, organization_id=None)
    say(f"{member.user_id} in {member.organization_id or 'no organization'}")
    click.echo(trial_token(settings(), member))


@main.command()
@click.option("--organizations", type=click.IntRange(1, 10_000_000), required=True, help="How many organizations.")
@click.option("--random-seed", type=int, default=1, show_default=True, help="The same seed makes the same data.")
def seed(organizations: int, random_seed: int) -> None:
    """Fill the database with made-up data: 5 users and 20 memberships per organization."""
    from gateway.sample_data import seed

    with click.progressbar(length=organizations, label="organizations", file=sys.stderr) as bar:
        made = on_database(
            lambda pool, chosen: seed(
                pool,
                chosen,
                organizations=organizations,
                random_seed=random_seed,
                progress=lambda done, _: bar.update(done - bar.pos),
            )
        )
    say(f"made {made.organizations} organizations, {made.users} users, {made.memberships} memberships")


@main.command()
def purge() -> None:
    """Remove for good what was deleted over 30 days ago, and what has expired."""
    from gateway.purging.actions import purge

    on_database(lambda pool, _: purge(pool, say=say))
