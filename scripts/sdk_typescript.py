"""The TypeScript of the API: `models.ts` with the types as JSON has them, `operations.ts` with a class for each heading."""
import json
import re

from sdk_model import camel, words

HEAD = "// Written by scripts/sdk from the OpenAPI document of {version}: change nothing here.\n"
PLAIN = {"string": "string", "time": "string", "integer": "number", "number": "number", "boolean": "boolean", "json": "any"}


def files(api, release):
    """`{path below sdk/typescript: text}`."""
    return {
        "src/version.ts": f'// Written by scripts/sdk.\n/** That of the server that this package came with. */\nexport const version = "{release}";\nexport const apiVersion = "{api.version}";\n',
        "src/models.ts": models(api),
        "src/operations.ts": operations(api),
    }


def hint(kind, is_sent=False, namespace=""):
    if kind.kind == "time" and is_sent:
        return "string | Date"
    if kind.kind in PLAIN:
        return PLAIN[kind.kind]
    if kind.kind == "word":
        return " | ".join(f'"{word}"' for word in kind.words)
    if kind.kind in ("list", "map"):
        text = hint(kind.of, is_sent, namespace)
        return f"Record<string, {text}>" if kind.kind == "map" else f"({text})[]" if "|" in text else f"{text}[]"
    return namespace + kind.name


def doc(paragraphs, indent=""):
    if not paragraphs:
        return ""
    lines = [line for number, paragraph in enumerate(paragraphs) for line in ([""] if number else []) + [paragraph.replace("*/", "*\\/")]]
    if len(lines) == 1:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines) + f"{indent} */\n"


def member(wire):
    return wire if re.fullmatch(r"[A-Za-z_]\w*", wire) else json.dumps(wire)


def models(api):
    """Whatever comes may only be read; what is sent has what may be missing as `?`, and null alone where that takes a value away."""
    text = HEAD.format(version=api.version)
    for found in api.objects:
        text += "\n" + doc([found.doc] if found.doc else []) + f"export interface {found.name} {{\n"
        for field in sorted(found.fields, key=lambda field: not field.required):
            kind = hint(field.type, found.is_request)
            if (field.nullable and not found.is_request) or field.clearable:
                kind += " | null"
            read_only = "" if found.is_request else "readonly "
            text += doc([field.doc] if field.doc else [], "  ") + f"  {read_only}{member(field.wire)}{'' if field.required else '?'}: {kind};\n"
        text += "}\n"
    return text


def group_class(tag):
    return "".join(word.upper() if word == "mfa" else word.capitalize() for word in words(tag))


def operations(api):
    text = HEAD.format(version=api.version)
    text += 'import { CallOptions, Caller, Follow, Match, Once, fileForm, matchHeader, onceHeader, place } from "./caller.js";\nimport type { EventStream } from "./events.js";\n'
    text += 'import type * as models from "./models.js";\nimport type { Listing } from "./pages.js";\n'
    for tag, found in api.groups:
        text += f"\nexport class {group_class(tag)} {{\n  constructor(private readonly caller: Caller) {{}}\n" + "".join("\n" + method(each) for each in found) + "}\n"
    text += "\n/** Everything that the API can do, by headings. */\nexport class Operations {\n"
    text += "".join(f"  readonly {camel(tag)}: {group_class(tag)};\n" for tag, _ in api.groups) + "\n  constructor(caller: Caller) {\n"
    return text + "".join(f"    this.{camel(tag)} = new {group_class(tag)}(caller);\n" for tag, _ in api.groups) + "  }\n}\n"


def options(operation):
    """The type of the last parameter; it has to be there when it says which version was seen."""
    kinds = ["CallOptions"] + (["Once"] if operation.once else []) + (["Follow"] if operation.kind == "events" else [])
    kinds += {"needed": ["Match"], "taken": ["Partial<Match>"], None: []}[operation.match]
    return f"options{'' if operation.match == 'needed' else '?'}: {' & '.join(kinds)}"


def method(operation):
    parameters = [f"{camel(field.wire)}: {hint(field.type, True)}" for field in operation.places]
    required_follows = operation.match == "needed"
    if operation.query:
        members = "; ".join(f"{member(field.wire)}{'' if field.required else '?'}: {hint(field.type, True)}" for field in operation.query)
        parameters.append(f"query: {{ {members} }}" + ("" if any(field.required for field in operation.query) else " = {}"))
    if operation.body:
        may_be_missing = not any(field.required for field in operation.body.fields) and not required_follows
        parameters.append(f"body: models.{operation.body.name}{' = {}' if may_be_missing else ''}")
    if operation.form:
        parameters.append("file: Blob, filename: string, description?: string")
    parameters.append(options(operation))
    path = operation.path
    for field in operation.places:
        path = path.replace("{" + field.wire + "}", "${place(" + camel(field.wire) + ")}")
    request = [f'method: "{operation.method}"', f"path: `{path}`" if operation.places else f'path: "{path}"']
    request += (["query"] if operation.query else []) + (["body"] if operation.body else [])
    request += ["form: fileForm(file, filename, description)"] if operation.form else []
    headers = (["onceHeader(options)"] if operation.once else []) + (["matchHeader(options)"] if operation.match else [])
    if headers:
        request.append(f"headers: {headers[0]}" if len(headers) == 1 else f"headers: {{ {', '.join('...' + each for each in headers)} }}")
    if operation.is_repeatable and operation.method != "GET":
        request.append("repeatable: true")
    answer, call = outcome(operation)
    notes = [f"`{field.wire}`: {field.doc}" for field in operation.query if field.doc]
    text = doc([*operation.doc, *notes], "  ")
    return text + f"  {operation.id}({', '.join(parameters)}): {answer} {{\n    return this.caller.{call}({{ {', '.join(request)} }}, options);\n  }}\n"


def outcome(operation):
    """The type of what the method returns, and the caller's method that makes it."""
    fixed = {"nothing": ("Promise<void>", "nothing"), "events": ("EventStream", "events"), "archive": ("Promise<ReadableStream<Uint8Array>>", "archive")}
    if operation.kind in fixed:
        return fixed[operation.kind]
    item = f"models.{operation.answer.name}"
    if operation.kind == "data":
        return f"Promise<{item}>", "data"
    kinds = f"{item}, models.{operation.page.name}" if operation.page else item
    return f"Listing<{kinds}>", "list"
