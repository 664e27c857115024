-- Documents that the operator has registered: where GATEWAY_DOCUMENTS is `only`, most callers run nothing else.

CREATE TABLE trusted_documents (
    id            text COLLATE "C" PRIMARY KEY,
    sha256        text COLLATE "C" NOT NULL,
    text          text NOT NULL,
    name          text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX trusted_documents_by_sha256 ON trusted_documents (sha256);

-- Routers and developers run any document; their keys were made before there was a scope for it.
UPDATE api_keys
   SET scopes = ARRAY(SELECT scope FROM unnest(scopes || '{graphql:any-document}') AS scope ORDER BY scope COLLATE "C")
 WHERE scopes @> '{federation:sdl}' AND NOT scopes @> '{graphql:any-document}';
