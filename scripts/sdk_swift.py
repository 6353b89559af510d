"""The Swift of the API: `Models.swift` with the types, `Operations.swift` with a struct for each heading."""
from sdk_model import camel, words

HEAD = "// Written by scripts/sdk from the OpenAPI document of {version}: change nothing here.\nimport Foundation\n"
PLAIN = {"string": "String", "time": "Date", "integer": "Int", "number": "Double", "boolean": "Bool", "json": "JSONValue"}
CAPITALS = ("id", "html", "json", "url", "otp", "totp", "mfa")
# Foundation has these names.
RENAMED = {"Thread": "ForumThread", "Notification": "ForumNotification"}
KEYWORDS = {"default", "in", "is", "self", "init", "internal", "public", "private", "extension", "operator", "protocol", "case", "for", "where", "repeat", "all"}


def files(api, release):
    """`{path below sdk/swift: text}`."""
    folder = "Sources/ForumLite/Generated/"
    version = f'// Written by scripts/sdk.\n\npublic enum SDKVersion {{\n  /// That of the server that this package came with.\n  public static let release = "{release}"\n  public static let api = "{api.version}"\n}}\n'
    return {folder + "SDKVersion.swift": version, folder + "Models.swift": models(api), folder + "Operations.swift": operations(api)}


def named(wire):
    return camel(wire, CAPITALS)


def escaped(name):
    return f"`{name}`" if name in KEYWORDS - {"all"} else name


def type_name(name):
    return RENAMED.get(name, name)


def word_type(place):
    """The name of the type of a field's words: `body_format` → `BodyFormat`; `Kind`, since `Type` is taken."""
    name = "".join(word.capitalize() for word in words(place))
    return "TypeName" if name == "Type" else name


def hint(field, prefix=""):
    return hinted(field.type, prefix + word_type(field.wire))


def hinted(kind, words_name):
    if kind.kind in PLAIN:
        return PLAIN[kind.kind]
    if kind.kind == "word":
        return words_name
    if kind.kind == "list":
        return f"[{hinted(kind.of, words_name)}]"
    return f"[String: {hinted(kind.of, words_name)}]" if kind.kind == "map" else type_name(kind.name)


def words_of(kind):
    return kind.words if kind.kind == "word" else words_of(kind.of) if kind.of else ()


def word_struct(name, kind, indent):
    lines = [f"public struct {name}: Word {{", "  public let rawValue: String", "", "  public init(rawValue: String) { self.rawValue = rawValue }", ""]
    lines += [f'  public static let {escaped(camel(word))} = Self(rawValue: "{word}")' for word in words_of(kind)] + ["}"]
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)


def doc(paragraphs, indent=""):
    return "".join((f"{indent}///\n" if number else "") + f"{indent}/// {paragraph}\n" for number, paragraph in enumerate(paragraphs))


def field_type(field, is_request):
    text = hint(field)
    if field.clearable:
        text = f"Change<{text}>"
    return text + "?" if field.nullable or not field.required else text


def models(api):
    return HEAD.format(version=api.version) + "".join("\n" + model(each) for each in api.objects)


def model(found):
    name = type_name(found.name)
    kind = "Encodable, Sendable" if found.is_request else "ListPage" if found.is_page else "Decodable, Hashable, Sendable"
    fields = sorted(found.fields, key=lambda field: not field.required)
    text = doc([found.doc] if found.doc else []) + f"public struct {name}: {kind} {{\n"
    for field in fields:
        if words_of(field.type):
            text += word_struct(word_type(field.wire), field.type, "  ") + "\n"
    keyword = "var" if found.is_request else "let"
    for field in fields:
        text += doc([field.doc] if field.doc else [], "  ") + f"  public {keyword} {escaped(named(field.wire))}: {field_type(field, found.is_request)}\n"
    if fields:
        text += "\n  private enum CodingKeys: String, CodingKey {\n" + "".join(f'    case {escaped(named(field.wire))} = "{field.wire}"\n' for field in fields) + "  }\n"
    if found.is_request:
        parameters = ", ".join(f"{named(field.wire)}: {field_type(field, True)}{'' if field.required else ' = nil'}" for field in fields)
        sets = "".join(f"    self.{named(field.wire)} = {escaped(named(field.wire))}\n" for field in fields)
        text += f"\n  public init({parameters}) {{\n{sets}  }}\n"
    return text + "}\n"


def group_struct(tag):
    return "".join(word.upper() if word == "mfa" else word.capitalize() for word in words(tag)) + "API"


def operations(api):
    text = HEAD.format(version=api.version)
    for tag, found in api.groups:
        for operation in found:
            for field in operation.query:
                if words_of(field.type):
                    text += "\n" + doc([field.doc] if field.doc else []) + word_struct(query_words(operation) + word_type(field.wire), field.type, "")
        text += f"\npublic struct {group_struct(tag)}: Sendable {{\n  let caller: Caller\n" + "".join("\n" + method(each) for each in found) + "}\n"
    properties = "".join(f"  public var {camel(tag, CAPITALS)}: {group_struct(tag)} {{ {group_struct(tag)}(caller: caller) }}\n" for tag, _ in api.groups)
    return text + "\n/// Everything that the API can do, by headings.\nextension ForumClient {\n" + properties + "}\n"


def query_words(operation):
    """The prefix of the types of an operation's words: `listThreads` → `ListThreads`."""
    return operation.id[0].upper() + operation.id[1:]


def method(operation):
    prefix = query_words(operation)
    parameters = [f"_ {named(field.wire)}: String" for field in operation.places]
    notes = []
    if operation.body:
        parameters.append(f"_ body: {type_name(operation.body.name)}" + ("" if any(field.required for field in operation.body.fields) else " = .init()"))
    if operation.form:
        parameters += ["_ content: Data", "filename: String", "description: String? = nil", 'mediaType: String = "application/octet-stream"']
        notes.append("`mediaType`: what you take it for; the forum looks at the bytes.")
    for field in sorted(operation.query, key=lambda field: not field.required):
        parameters.append(f"{escaped(named(field.wire))}: {hint(field, prefix)}{'' if field.required else '? = nil'}")
        notes += [f"`{named(field.wire)}`: {field.doc}"] if field.doc else []
    if operation.match:
        parameters.append("ifMatch: VersionMatch" + ("" if operation.match == "needed" else "? = nil"))
        notes.append("`ifMatch`: the version that you saw; throws a problem `staleVersion` when another one is there.")
    if operation.once:
        parameters.append("idempotencyKey: String? = nil")
        notes.append("`idempotencyKey`: a repetition with the same one is done once; without it one is made.")
    if operation.kind == "events":
        parameters.append("lastEventID: String? = nil")
        notes.append("`lastEventID`: go on after this event.")
    effects, answer, call = outcome(operation)
    signature = f"  public func {operation.id}({', '.join(parameters)}){effects}{answer}"
    return doc([*operation.doc, *notes], "  ") + f"{signature} {{\n    {call.format(request(operation))}\n  }}\n"


def request(operation):
    path = operation.path
    for field in operation.places:
        path = path.replace("{" + field.wire + "}", f"\\(place({named(field.wire)}))")
    arguments = [f'"{operation.method}"', f'"{path}"']
    if operation.query:
        arguments.append("query: [" + ", ".join(f'("{field.wire}", {query_value(field)})' for field in operation.query) + "]")
    arguments += ["body: body"] if operation.body else []
    arguments += ["upload: Upload(content, filename, description, mediaType)"] if operation.form else []
    arguments += ["ifMatch: ifMatch"] if operation.match else []
    arguments += ["isDoneOnce: true, idempotencyKey: idempotencyKey"] if operation.once else []
    arguments += ["isRepeatable: true"] if operation.is_repeatable and operation.method != "GET" else []
    return f"Request({', '.join(arguments)})"


def query_value(field):
    name = escaped(named(field.wire))
    text = {"time": "Timestamp.text({})", "integer": "String({})", "number": "String({})", "boolean": "String({})", "word": "{}.rawValue", "string": "{}"}
    if field.type.kind == "list":
        item = text[field.type.of.kind].format("$0")
        return f'{name}{"" if field.required else "?"}.map {{ {item} }}.joined(separator: ",")'
    if field.required:
        return text[field.type.kind].format(name)
    if field.type.kind == "string":
        return name
    return f"{name}?.rawValue" if field.type.kind == "word" else f"{name}.map {{ {text[field.type.kind].format('$0')} }}"


def outcome(operation):
    """Effects and type of what the method returns, and its statement with a place for the request."""
    waits = " async throws"
    if operation.kind == "nothing":
        return waits, "", "try await caller.nothing({})"
    if operation.kind == "events":
        return waits, " -> EventStream", "try await caller.events({}, lastEventID)"
    if operation.kind == "archive":
        return waits, " -> URL", "try await caller.archive({})"
    if operation.kind == "data":
        return waits, f" -> {type_name(operation.answer.name)}", "try await caller.data({})"
    page = type_name(operation.page.name) if operation.page else f"Page<{type_name(operation.answer.name)}>"
    return "", f" -> Listing<{page}>", "caller.list({})"
