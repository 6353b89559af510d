"""What of an OpenAPI document would break the clients of an older one: a list of sentences, empty when everything that they do goes on working."""

WAYS = ("get", "put", "post", "patch", "delete")


def breaks(old, new):
    found = []
    for path, item in old["paths"].items():
        for method in WAYS:
            if method in item:
                if method not in new["paths"].get(path, {}):
                    found.append(f"{method.upper()} {path} is gone")
                else:
                    operation(f"{method.upper()} {path}", item[method], new["paths"][path][method], old, new, found)
    return found


def operation(name, was, now, old, new, found):
    before = {(p["in"], p["name"]): p for p in was.get("parameters", [])}
    after = {(p["in"], p["name"]): p for p in now.get("parameters", [])}
    for key, parameter in before.items():
        if key not in after:
            found.append(f"{name} takes no {key[0]} parameter {key[1]} any more")
        else:
            taken(f"{name} {key[1]}", parameter["schema"], after[key]["schema"], old, new, found)
    for key, parameter in after.items():
        if parameter.get("required") and not before.get(key, {}).get("required"):
            found.append(f"{name} needs the {key[0]} parameter {key[1]}")
    body, sent = (way.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema") for way in (was, now))
    if sent and not body:
        found.append(f"{name} needs a body")
    elif sent:
        taken(f"{name} body", body, sent, old, new, found)
    for status, answer in was["responses"].items():
        if status not in now["responses"]:
            found.append(f"{name} does not answer {status} any more")
            continue
        for media, content in answer.get("content", {}).items():
            after = now["responses"][status].get("content", {}).get(media)
            if after is None:
                found.append(f"{name} {status} is not {media} any more")
            else:
                given(f"{name} {status}", content["schema"], after["schema"], old, new, found)


def resolved(schema, document):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].split("/")[-1]]
    return schema


def kinds(schema):
    """The JSON types that a schema allows."""
    if "anyOf" in schema:
        return set().union(*(kinds(choice) for choice in schema["anyOf"]))
    kind = schema.get("type", "object" if "$ref" in schema else None)
    return set(kind) if isinstance(kind, list) else {kind}


def main_part(schema):
    return next((choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"), schema)


def given(name, was, now, old, new, found, seen=frozenset()):
    """Answers: whatever a client relies on must still come."""
    if was.get("$ref") in seen:
        return
    seen = seen | ({was["$ref"]} if "$ref" in was else set())
    if None not in kinds(was) and not kinds(now) <= kinds(was):
        found.append(f"{name} may be {'/'.join(sorted(map(str, kinds(now) - kinds(was))))} now")
    was, now = resolved(main_part(was), old), resolved(main_part(now), new)
    if "enum" in was and "enum" not in now:
        found.append(f"{name} may be any word now")
    if "items" in was and "items" in now:
        given(f"{name}[]", was["items"], now["items"], old, new, found, seen)
    for field, schema in was.get("properties", {}).items():
        after = now.get("properties", {}).get(field)
        if after is None:
            found.append(f"{name} has no {field} any more")
        else:
            given(f"{name}.{field}", schema, after, old, new, found, seen)
            if field in was.get("required", []) and field not in now.get("required", []):
                found.append(f"{name}.{field} may be missing now")


def taken(name, was, now, old, new, found, seen=frozenset()):
    """Requests: whatever a client sends must still be taken."""
    if was.get("$ref") in seen:
        return
    seen = seen | ({was["$ref"]} if "$ref" in was else set())
    if None not in kinds(now) and not kinds(was) <= kinds(now):
        found.append(f"{name} may not be {'/'.join(sorted(map(str, kinds(was) - kinds(now))))} any more")
    was, now = resolved(main_part(was), old), resolved(main_part(now), new)
    if "enum" in now and not set(map(str, was.get("enum", ["any word"]))) <= set(map(str, now["enum"])):
        found.append(f"{name} takes fewer words")
    for bound, narrower in (("maxLength", -1), ("maximum", -1), ("maxItems", -1), ("minLength", 1), ("minimum", 1), ("minItems", 1)):
        if bound in now and (now[bound] - was.get(bound, -narrower * float("inf"))) * narrower > 0:
            found.append(f"{name} has a narrower {bound}")
    if "items" in was and "items" in now:
        taken(f"{name}[]", was["items"], now["items"], old, new, found, seen)
    for field, schema in was.get("properties", {}).items():
        after = now.get("properties", {}).get(field)
        if after is None:
            found.append(f"{name} takes no {field} any more")
        else:
            taken(f"{name}.{field}", schema, after, old, new, found, seen)
    for field in set(now.get("required", [])) - set(was.get("required", [])):
        found.append(f"{name} needs {field} now")
