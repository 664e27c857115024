// The schema's rules: Relay's conventions for pages, the field's names, and a description on everything.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import graphql from "@graphql-eslint/eslint-plugin";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: ["schema.graphql", "tests/node/federation.graphql"].map((file) => join(root, file)) } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: true }],
      "@graphql-eslint/relay-connection-types": "error",
      "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
      "@graphql-eslint/relay-page-info": "error",
      "@graphql-eslint/naming-convention": [
        "error",
        {
          allowLeadingUnderscore: true, // federation names its own machinery _entities, _Any, ...
          types: "PascalCase",
          FieldDefinition: "camelCase",
          InputValueDefinition: "camelCase",
          Argument: "camelCase",
          DirectiveDefinition: "camelCase",
          EnumValueDefinition: "UPPER_CASE",
          "FieldDefinition[parent.name.value=Query]": { forbiddenPrefixes: ["query", "get"], forbiddenSuffixes: ["Query"] },
          "FieldDefinition[parent.name.value=Mutation]": { forbiddenPrefixes: ["mutation"], forbiddenSuffixes: ["Mutation"] },
        },
      ],
      "@graphql-eslint/require-description": [
        "error",
        { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, rootField: true },
      ],
      "@graphql-eslint/no-typename-prefix": "error",
      "@graphql-eslint/unique-enum-value-names": "off",
    },
  },
];
