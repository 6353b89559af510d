"""Requests made from the OpenAPI document alone: so that an operation is tried as soon as it is declared."""
import re
from urllib.parse import quote

import api_words as words

# What answers for as long as the client listens, shows what only one process has, or how far something is that goes on beside the answers.
LIVE = re.compile(r"events|live|stream|websocket|ports|me/export|creation-options")
HELD_BY = {"category_id": "category", "thread_id": "thread", "post_id": "post", "comment_id": "comment", "reply_to_id": "post", "parent_id": "comment"}


def operations(document):
    """`(method, path, operation, schemas)` of everything that is answered at once."""
    schemas = document.get("components", {}).get("schemas", {})
    for path, methods in sorted(document["paths"].items()):
        for method, operation in sorted(methods.items()):
            is_json = all("json" in kind for kind in operation.get("requestBody", {}).get("content", {}))
            if not LIVE.search(path) and is_json:
                yield method.upper(), path, operation, schemas


def declared_request(script):
    """The fields of a step for an operation that is picked at random."""
    random = script.random
    method, path, operation, schemas = random.choice(script.operations)
    if method == "DELETE" and random.random() < 0.6:
        method, path, operation, schemas = random.choice(script.operations)
    target = re.sub(r"\{(\w+)\}", lambda match: placed(script, match[1]), path)
    query = []
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query" and (parameter.get("required") or random.random() < 0.25):
            query.append(f"{parameter['name']}={quote(str(value(script, parameter['name'], parameter['schema'], schemas)), safe='{}.:')}")
    if "/search" in path:
        query = [each for each in query if not each.startswith("wait=")] + ["wait=indexed"]
    step = {"method": method, "path": target + ("?" + "&".join(query) if query else ""), "who": random.choice(["root", script.somebody()]), "settled": True}
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        step["body"] = value(script, "", next(iter(content.values()))["schema"], schemas)
    if method in ("PATCH", "PUT", "DELETE") and random.random() < 0.6:
        step["headers"] = {"If-Match": random.choice(['"1"', '"2"', "*"])}
    return step


def placed(script, name):
    """A value for a parameter of the path."""
    if name in HELD_BY:
        return script.one(HELD_BY[name])
    if name == "handle":
        return quote(script.random.choice(script.people))
    if name == "kind":
        return script.random.choice(["like", "sad", "frown"])
    return quote(script.random.choice(["moderator", "helper", "general", "current", "history"] + words.BAD_IDS[:3]))


def value(script, name, schema, schemas):
    """Something that the schema allows, mostly."""
    random = script.random
    schema = schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    for joined in ("oneOf", "anyOf"):
        if joined in schema:
            return value(script, name, random.choice(schema[joined]), schemas)
    if "enum" in schema:
        return random.choice(schema["enum"] + ["other"] if random.random() < 0.1 else schema["enum"])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else random.choice(kinds)
    if kind == "object":
        required = schema.get("required", [])
        return {
            key: value(script, key, member, schemas) for key, member in schema.get("properties", {}).items()
            if random.random() < (0.97 if key in required else 0.4)}
    if kind == "array":
        return [value(script, name, schema.get("items", {}), schemas) for _ in range(random.randint(schema.get("minItems", 0), min(schema.get("maxItems", 3), 3)))]
    if kind == "integer" or kind == "number":
        return random.choice([schema.get("minimum", 0), schema.get("maximum", 3), random.randint(1, 3)])
    if kind == "boolean":
        return random.choice([True, False])
    if kind == "null":
        return None
    if name in HELD_BY:
        return script.one(HELD_BY[name])
    if schema.get("format") == "uuid":
        return script.one(random.choice(["post", "thread", "comment"]))
    if schema.get("format") == "date-time":
        return random.choice(["2020-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z", "yesterday"])
    return random.choice([script.text(long=schema.get("maxLength", 0) > 300), random.choice(script.people), random.choice(words.TAGS)])
