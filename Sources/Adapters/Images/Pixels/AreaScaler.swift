import Foundation

/// Makes images smaller: each new pixel is the mean of the area that it covers, parts of pixels in parts. Light is averaged, not the numbers that stand for it: sRGB's
/// curve is undone first, or fine bright lines would darken. Colours count as much as they are opaque.
struct AreaScaler {
  private static let steps = 1 << 14

  /// Light by sRGB's numbers.
  private static let light: [Float] = (0..<256).map { number in
    let value = Double(number) / 255
    return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
  }

  /// sRGB's numbers by light.
  private static let numbers: [UInt8] = (0...steps).map { step in
    let value = Double(step) / Double(steps)
    return UInt8((value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055) * 255 + 0.5)
  }

  /// What of a row or column goes where: a share to one new pixel, the rest to the one behind it.
  private struct Share {
    let target: Int
    let here: Float
    let next: Float
  }

  /// Neither side may be larger than it was, or less than 1.
  static func scale(_ bitmap: Bitmap, width: Int, height: Int) -> Bitmap {
    if bitmap.width == width, bitmap.height == height { return bitmap }
    let scaled = Bitmap(width: width, height: height, isFilled: true)
    let (columns, rows) = (shares(bitmap.width, width), shares(bitmap.height, height))
    // The sums of one new row, and of the one behind it.
    var (sums, next) = ([Float](repeating: 0, count: width * 4), [Float](repeating: 0, count: width * 4))
    var row = [Float](repeating: 0, count: width * 4 + 4)
    for y in 0..<bitmap.height {
      gather(bitmap.pixels + y * bitmap.width * 4, columns, into: &row)
      let share = rows[y]
      for index in sums.indices { sums[index] += row[index] * share.here }
      let isLast = y + 1 == bitmap.height || rows[y + 1].target > share.target
      guard isLast else { continue }
      write(sums, to: scaled.pixels + share.target * width * 4)
      for index in next.indices { next[index] = row[index] * share.next }
      swap(&sums, &next)
    }
    return scaled
  }

  private static func shares(_ count: Int, _ targets: Int) -> [Share] {
    let size = Double(targets) / Double(count)
    return (0..<count).map { index in
      // Whole numbers, so that no rounding moves a pixel to the wrong neighbour.
      let target = index * targets / count
      let isCut = (index + 1) * targets > (target + 1) * count
      let here = isCut ? Double((target + 1) * count - index * targets) / Double(count) : size
      return Share(target: target, here: Float(here), next: Float(isCut ? size - here : 0))
    }
  }

  /// Sums of the light of one row, by new columns.
  private static func gather(_ pixels: UnsafeMutablePointer<UInt8>, _ columns: [Share], into row: inout [Float]) {
    row.withUnsafeMutableBufferPointer { row in
      light.withUnsafeBufferPointer { light in
        row.update(repeating: 0)
        var pixel = pixels
        for share in columns {
          let opacity = Float(pixel[3]) * (1 / 255)
          let (red, green, blue) = (light[Int(pixel[0])] * opacity, light[Int(pixel[1])] * opacity, light[Int(pixel[2])] * opacity)
          let place = share.target * 4
          row[place] += red * share.here
          row[place + 1] += green * share.here
          row[place + 2] += blue * share.here
          row[place + 3] += opacity * share.here
          row[place + 4] += red * share.next
          row[place + 5] += green * share.next
          row[place + 6] += blue * share.next
          row[place + 7] += opacity * share.next
          pixel += 4
        }
      }
    }
  }

  private static func write(_ sums: [Float], to pixels: UnsafeMutablePointer<UInt8>) {
    for place in stride(from: 0, to: sums.count, by: 4) {
      let opacity = sums[place + 3]
      for colour in 0..<3 { pixels[place + colour] = opacity > 0 ? number(sums[place + colour] / opacity) : 0 }
      pixels[place + 3] = UInt8(min(max(opacity, 0), 1) * 255 + 0.5)
    }
  }

  private static func number(_ light: Float) -> UInt8 { numbers[Int(min(max(light, 0), 1) * Float(steps) + 0.5)] }
}
