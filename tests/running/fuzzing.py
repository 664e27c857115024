"""What schemathesis is told of our schema: values of its scalars, and what an answer must be."""

from typing import Any

import schemathesis
from graphql import NameNode, ObjectFieldNode
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from tests.http.test_abuse import gives_nothing_away

TEXTS = st.text(max_size=20, alphabet=st.characters(codec="utf-8"))
PAIRS = st.dictionaries(TEXTS.map(lambda text: f"k{len(text)}"), TEXTS, max_size=3)
OBJECTS = PAIRS.map(
    lambda pairs: nodes.Object(
        [ObjectFieldNode(name=NameNode(value=name), value=nodes.String(text)) for name, text in pairs.items()]
    )
)
for name in ("Metadata", "JSONObject", "_Any"):
    schemathesis.graphql.scalar(name, OBJECTS)
schemathesis.graphql.scalar("DateTime", st.datetimes().map(lambda at: nodes.String(f"{at.isoformat()}Z")))
schemathesis.graphql.scalar("Upload", TEXTS.map(nodes.String))


@schemathesis.check
def an_answer_that_was_meant(context: Any, response: Any, case: Any) -> None:
    """No 5xx, and no error that is a bug or tells of what is inside."""
    assert response.status_code < 500, response.status_code
    assert gives_nothing_away(response.json()), response.text
