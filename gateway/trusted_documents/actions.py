"""Registering and removing trusted documents: all that are given, or none."""

from collections.abc import Sequence

from gateway.call import Call
from gateway.errors import NotFound
from gateway.events.store import record
from gateway.trusted_documents import store
from gateway.trusted_documents.model import DocumentsRefused, NewDocument, TrustedDocument, hash_of_text
from gateway.viewer import Permission


async def register_documents(
    call: Call, documents: Sequence[NewDocument], problems: Sequence[str] = ()
) -> list[TrustedDocument]:
    """Those that were not registered before; each id is given once.

    Raises DocumentsRefused when there are `problems` with the documents already, or an id is registered with another
    text: then nothing is registered.
    """
    call.viewer.must(Permission.ANY_DOCUMENT)
    call.viewer.must_be_environment_wide()
    async with call.transaction() as db:
        await store.lock_registration(db)
        stored = {row.id: row.text for row in await store.documents_by_ids(db, [each.id for each in documents])}
        taken = [
            f"{each.id}: is registered with another text; give the new document another id, or remove the old one first"
            for each in documents
            if stored.get(each.id, each.text) != each.text
        ]
        if problems or taken:
            raise DocumentsRefused([*problems, *taken])
        new = [each for each in documents if each.id not in stored]
        rows = await store.insert_documents(
            db,
            [each.id for each in new],
            [hash_of_text(each.text) for each in new],
            [each.text for each in new],
            [each.name for each in new],
        )
        for row in rows:
            await record(
                db, call.viewer, "trusted_document.registered", row.id, organization_id=None, after=identity(row)
            )
    return rows


async def remove_documents(call: Call, ids: Sequence[str]) -> list[TrustedDocument]:
    """The removed documents. Raises NotFound when one of them is not registered: then none is removed."""
    call.viewer.must(Permission.ANY_DOCUMENT)
    call.viewer.must_be_environment_wide()
    async with call.transaction() as db:
        await store.lock_registration(db)
        rows = await store.delete_documents(db, ids)
        if missing := sorted(set(ids) - {row.id for row in rows}):
            raise NotFound(f"there is no document {', '.join(missing)}")
        for row in rows:
            await record(
                db, call.viewer, "trusted_document.removed", row.id, organization_id=None, before=identity(row)
            )
    return rows


def identity(document: TrustedDocument) -> dict[str, str]:
    """What an event tells of a document: which one it is, without its text."""
    return {"id": document.id, "sha256": document.sha256, "name": document.name}
