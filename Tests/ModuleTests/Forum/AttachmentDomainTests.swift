import ForumKernel
import Support
import Testing

@testable import Forum

@Suite("Names, types and keys of files") struct AttachmentDomainTests {
  @Test("a name is one part of a path on one line, without what deceives, and not too long") func names() {
    for (given, kept) in [
      ("a.png", "a.png"), ("../../etc/passwd", "passwd"), (#"C:\Users\a b.txt"#, "a b.txt"), (" .hidden. ", "hidden"), ("a\u{0}b\n.txt", "ab.txt"),
      ("photo\u{202e}gnp.exe", "photognp.exe"), ("naïve 漢字.png", "naïve 漢字.png"), ("a/b/", "b"),
    ] { #expect(FileName(given)?.description == kept, "\(given)") }
    for nothing in ["", "/", "..", " . ", "\u{200b}", "a/.."] { #expect(FileName(nothing) == nil, "\(nothing)") }
    let long = FileName(String(repeating: "漢", count: 200) + ".png")?.description ?? ""
    #expect(long.utf8.count <= FileName.bytesMax && long.hasSuffix("漢.png"))
    #expect((FileName(String(repeating: "a.", count: 300))?.description.utf8.count ?? 0) == FileName.bytesMax)
  }

  @Test("a name stands in Content-Disposition so that nothing of it is read as something else") func dispositions() {
    #expect(FileName("a.png")?.disposition(isInline: true) == #"inline; filename="a.png"; filename*=UTF-8''a.png"#)
    #expect(
      FileName(#"a"b;c%.txt"#)?.disposition(isInline: false) == #"attachment; filename="a_b;c_.txt"; filename*=UTF-8''a%22b%3Bc%25.txt"#)
    #expect(FileName("é")?.disposition(isInline: false) == "attachment; filename=\"_\"; filename*=UTF-8''%C3%A9")
  }

  @Test("types are known by their first bytes, and text by all of them") func types() {
    for (head, type) in [
      ("GIF89a..", FileType.gif), ("%PDF-1.7", .pdf), ("PK\u{3}\u{4}...", .zip), ("RIFF....WEBPVP8 ", .webp), ("RIFF....WAVEfmt ", .wav),
      ("....ftypisom", .mp4), ("OggS", .ogg), ("ID3", .mp3), ("fLaC", .flac),
    ] { #expect(FileType(head: head.utf8, isText: false) == type) }
    #expect(FileType(head: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], isText: false) == .png)
    #expect(FileType(head: [0xff, 0xd8, 0xff, 0xe0], isText: false) == .jpeg)
    #expect(FileType(head: "<svg onload=x>".utf8, isText: true) == .text && FileType(head: "RIFF....AVI ".utf8, isText: false) == nil)
    #expect(FileType(head: [], isText: false) == nil)
    #expect(FileType.allCases.filter(\.isShownInline) == [.gif, .jpeg, .png, .webp])
  }

  @Test("the key of a blob tells which blob it is, and no other name does") func keys() throws {
    let ids = IDGenerator(clock: ManualClock())
    let (tenant, id): (TenantID, BlobID) = (ids.next(), ids.next())
    let size = PixelSize(width: 1, height: 1)
    let hash = String(repeating: "0a", count: 32)
    let blob = Blob(
      id: id, sha256: hash, type: .png, bytes: 3, size: size, thumbnail: .init(type: .webp, bytes: 2, size: size),
      createdAt: Timestamp(milliseconds: 0))
    let keys = BlobKey.all(of: blob, tenant)
    #expect(keys.count == 2 && Set(keys.map(\.name)).count == 2 && keys.allSatisfy { $0.blobID == id && $0.name.hasPrefix(hash) })
    for name in [hash, "\(hash)-probe", "\(hash)-\(String(repeating: "0", count: 32))other", "\(hash)-\(String(repeating: "z", count: 32))"] {
      #expect(try #require(BlobKey(tenant: tenant, name: name)).blobID == nil, "\(name)")
    }
  }

  @Test("a body names the attachments whose bytes its HTML shows, each once, in their order") func named() {
    let ids = IDGenerator(clock: ManualClock())
    let (one, two): (AttachmentID, AttachmentID) = (ids.next(), ids.next())
    func content(_ html: String) -> PostContent { PostContent(body: "", format: .html, html: html) }
    #expect(content("<p>none</p>").attachmentIDs == [])
    let html = "<img src=\"\(Attachment.path(of: two))\"><a href=\"\(Attachment.path(of: one))\">x</a><img src=\"\(Attachment.path(of: two))\">"
    #expect(content(html).attachmentIDs == [two, one])
    #expect(content(Attachment.path(of: one)).attachmentIDs == [one])
    #expect(content("\(Attachment.folder)nonsense/content \(Attachment.folder)\(one)/thumbnail").attachmentIDs == [])
  }

  @Test("an account has room by the day, by what is unused, and by bytes") func room() {
    var policy = AttachmentPolicy()
    (policy.perDay, policy.unusedMax, policy.accountBytesMax) = (2, 3, 100)
    func refusal(_ today: Int64, _ unused: Int64, _ bytes: Int64, adding: Int64) -> String? {
      do throws(AppError) {
        try policy.require(roomFor: adding, beside: UploadUsage(today: today, unused: unused, bytes: bytes))
        return nil
      } catch {
        return error.slug
      }
    }
    #expect(refusal(1, 2, 90, adding: 10) == nil)
    #expect(refusal(2, 0, 0, adding: 1) == "uploads_per_day" && refusal(0, 3, 0, adding: 1) == "too_many_unused")
    #expect(refusal(0, 0, 91, adding: 10) == "quota_exhausted")
  }
}
