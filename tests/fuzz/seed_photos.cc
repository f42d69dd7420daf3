// SPDX-License-Identifier: Apache-2.0
// seed_photos FOLDER: writes small pictures of every kind that is decoded, for the fuzzer to begin with. A real photo
// would do, but would cost a tenth of a second at each try.
#include <iostream>

#include "support/photo_factory.h"

int main(int count, char** words) {
  using namespace facefs;
  using namespace facefs::test;
  if (count != 2) return std::cerr << "seed_photos FOLDER\n", 2;
  const std::filesystem::path folder = words[1];
  const Image picture = quarters();
  const std::string jpeg = text_of(encode(picture, ImageFormat::jpeg));
  const std::string png = text_of(encode(picture, ImageFormat::png));
  const std::string webp = text_of(encode(picture, ImageFormat::webp));
  const std::string exif = exif_with_orientation(6);
  write_bytes(folder / "jpeg", with_segment(jpeg, '\xe1', exif));
  write_bytes(folder / "progressive", jpeg_of(picture.rgb, picture.width, picture.height, {JCS_RGB, 3, true}));
  write_bytes(folder / "grey", jpeg_of(std::vector<std::uint8_t>(16 * 16, 90), 16, 16, {JCS_GRAYSCALE, 1}));
  write_bytes(folder / "cmyk", jpeg_of(std::vector<std::uint8_t>(16 * 16 * 4, 90), 16, 16, {JCS_CMYK, 4}));
  write_bytes(folder / "png", png_with_exif(png, exif.substr(6)));
  write_bytes(folder / "interlaced",
              png_of(picture.rgb, picture.width, picture.height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_ADAM7));
  write_bytes(folder / "webp", webp_with_exif(webp, picture.width, picture.height, exif));
}
