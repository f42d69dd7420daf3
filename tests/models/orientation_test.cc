// SPDX-License-Identifier: Apache-2.0
// How a photo is turned, for files that programs wrote against the standard. exiftool is the reference and is asked
// about each file.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <map>

#include "models/image_hash.h"
#include "models/orientation.h"
#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using namespace std::string_literals;

std::string number(std::uint32_t value, int width, bool big) {
  const std::string bytes = big ? big_endian(value) : little_endian(value);
  return big ? bytes.substr(4 - static_cast<std::size_t>(width)) : bytes.substr(0, static_cast<std::size_t>(width));
}

struct Entry {
  std::uint16_t tag = 0x0112;
  std::uint16_t type = 3;
  std::uint32_t count = 1;
  std::string value;  ///< it comes behind the directory where it has more than four bytes
};

std::string tiff(const std::vector<Entry>& entries, bool big) {
  std::string directory = number(static_cast<std::uint32_t>(entries.size()), 2, big);
  const auto end = static_cast<std::uint32_t>(8 + 2 + entries.size() * 12 + 4);
  std::string behind;
  for (const Entry& entry : entries) {
    directory += number(entry.tag, 2, big) + number(entry.type, 2, big) + number(entry.count, 4, big);
    if (entry.value.size() <= 4) {
      directory += entry.value + std::string(4 - entry.value.size(), '\0');
      continue;
    }
    directory += number(end + static_cast<std::uint32_t>(behind.size()), 4, big);
    behind += entry.value;
  }
  return (big ? "MM\0*"s : "II*\0"s) + number(8, 4, big) + directory + std::string(4, '\0') + behind;
}

std::string tiff_turned(std::uint32_t value, bool big = true) {
  return tiff({{0x0112, 3, 1, number(value, 2, big)}}, big);
}

std::string xmp_attribute(const std::string& value, const std::string& quote = "\"") {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Make='M' tiff:Orientation=" +
         quote + value + quote + "/></rdf:RDF></x:xmpmeta>";
}

std::string xmp_element(const std::string& value, const std::string& prefix = "tiff") {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
         "<rdf:Description rdf:about='' xmlns:" +
         prefix + "='http://ns.adobe.com/tiff/1.0/'>\n <" + prefix + ":Orientation>" + value + "</" + prefix +
         ":Orientation></rdf:Description></rdf:RDF></x:xmpmeta>";
}

const std::string kExif = "Exif\0\0"s;
const std::string kXmp = "http://ns.adobe.com/xap/1.0/\0"s;

std::string jpeg() {
  return text_of(encode(quarters(), ImageFormat::jpeg));
}

std::string jpeg_with_exif(const std::string& bytes, const std::string& prefix = kExif) {
  return with_segment(jpeg(), '\xe1', prefix + bytes);
}

std::string png_with(const std::string& name, const std::string& payload) {
  const std::string png = text_of(encode(quarters(), ImageFormat::png)), chunk = name + payload;
  const auto crc =
      ::crc32(0, reinterpret_cast<const unsigned char*>(chunk.data()), static_cast<unsigned>(chunk.size()));
  return png.substr(0, 33) + big_endian(static_cast<std::uint32_t>(payload.size())) + chunk +
         big_endian(static_cast<std::uint32_t>(crc)) + png.substr(33);
}

std::string deflated(const std::string& text) {
  std::string packed(text.size() + 100, '\0');
  uLongf size = packed.size();
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  packed.resize(size);
  return packed;
}

std::string raw_profile_of(const std::string& name, const std::string& bytes) {
  std::string text = "\n" + name + "\n" + std::to_string(bytes.size()) + "\n";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::array<char, 4> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned char>(bytes[i]));
    text += digits.data();
    if (i % 36 == 35) text += "\n";
  }
  return text + "\n";
}

std::string webp_with(const std::string& name, const std::string& payload, char flag) {
  const Image image = quarters();
  std::string webp = webp_with_exif(text_of(encode(image, ImageFormat::webp)), image.width, image.height, payload);
  webp.replace(webp.rfind("EXIF", webp.size() - payload.size()), 4, name);
  webp[20] = flag;
  return webp;
}

using Files = std::map<std::string, std::string>;

void add_types(Files& files) {
  const auto add = [&](const std::string& name, std::uint16_t type, std::uint32_t count, const std::string& value) {
    files[name + ".jpg"] = jpeg_with_exif(tiff({{0x0112, type, count, value}}, true));
  };
  add("byte", 1, 1, "\x06"s);
  add("ascii", 2, 2, "6\0"s);
  add("ascii_without_its_zero", 2, 1, "6"s);
  add("ascii_of_nonsense", 2, 3, "6x\0"s);
  add("ascii_that_is_long", 2, 6, "6\0\0\0\0\0"s);
  add("long", 4, 1, "\0\0\0\x06"s);
  add("rational", 5, 1, "\0\0\0\x06\0\0\0\x01"s);
  add("rational_of_twelve_halves", 5, 1, "\0\0\0\x0c\0\0\0\x02"s);
  add("rational_by_zero", 5, 1, "\0\0\0\x06\0\0\0\0"s);
  add("signed_byte", 6, 1, "\x06"s);
  add("undefined", 7, 1, "6"s);
  add("undefined_number", 7, 1, "\x06"s);
  add("signed_short", 8, 1, "\0\x06"s);
  add("signed_long", 9, 1, "\0\0\0\x06"s);
  add("negative", 8, 1, "\xff\xfa"s);
  add("signed_rational", 10, 1, "\0\0\0\x06\0\0\0\x01"s);
  add("float", 11, 1, "\x40\xc0\0\0"s);
  add("double", 12, 1, "\x40\x18\0\0\0\0\0\0"s);
  add("short_of_two", 3, 2, "\0\x06\0\x01"s);
  add("short_nine", 3, 1, "\0\x09"s);
  add("short_zero", 3, 1, "\0\0"s);
  add("no_type", 99, 1, "\0\x06"s);
  files["long_little.jpg"] = jpeg_with_exif(tiff({{0x0112, 4, 1, "\x06\0\0\0"s}}, false));
  files["double_little.jpg"] = jpeg_with_exif(tiff({{0x0112, 12, 1, "\0\0\0\0\0\0\x18\x40"s}}, false));
  std::vector<Entry> many;
  for (std::uint16_t i = 0; i < 200; ++i) many.push_back({static_cast<std::uint16_t>(1 + i), 3, 1, "\0\x01"s});
  many.push_back({0x0112, 3, 1, "\0\x06"s});
  files["two_hundred_entries.jpg"] = jpeg_with_exif(tiff(many, true));
}

void add_places(Files& files) {
  const std::string exif = kExif + tiff_turned(6);
  for (int i = 1; i <= 8; ++i)
    files["plain_" + std::to_string(i) + ".jpg"] = jpeg_with_exif(tiff_turned(static_cast<std::uint32_t>(i)));
  files["prefix_ff.jpg"] = jpeg_with_exif(tiff_turned(6), "Exif\0\xff"s);
  files["stray_before_prefix.jpg"] = jpeg_with_exif(tiff_turned(6), "\x01\x02"s + kExif);
  files["two_exifs.jpg"] = with_segment(jpeg_with_exif(tiff_turned(8)), '\xe1', exif);
  const std::string turned = with_segment(jpeg(), '\xe1', exif);
  const std::string app0 = "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"s;
  std::string longer = turned.substr(0, 2) + app0 + "\xaa\xbb"s + turned.substr(2);
  files["stray_behind_app0.jpg"] = longer;
  longer[5] = '\x12';
  files["app0_is_longer_than_its_data.jpg"] = longer;
  files["padded.jpg"] = turned.substr(0, 2) + app0 + "\xff\xff\xff"s + turned.substr(2);
}

void add_xmp(Files& files) {
  const auto in_jpeg = [](const std::string& to, const std::string& xmp) {
    return with_segment(to, '\xe1', kXmp + xmp);
  };
  files["xmp_attribute.jpg"] = in_jpeg(jpeg(), xmp_attribute("6"));
  files["xmp_attribute_in_single_quotes.jpg"] = in_jpeg(jpeg(), xmp_attribute("6", "'"));
  files["xmp_attribute_behind_a_word_of_it.jpg"] =
      in_jpeg(jpeg(), "<!-- tiff:Orientation is 3 -->" + xmp_attribute("6"));
  files["xmp_element.jpg"] = in_jpeg(jpeg(), xmp_element("6"));
  files["xmp_own_prefix.jpg"] = in_jpeg(jpeg(), xmp_element("6", "t"));
  files["xmp_nonsense.jpg"] = in_jpeg(jpeg(), xmp_element("sideways"));
  files["xmp_nine.jpg"] = in_jpeg(jpeg(), xmp_element("9"));
  files["xmp_before_exif.jpg"] = in_jpeg(jpeg_with_exif(tiff_turned(8)), xmp_element("6"));
  files["xmp_behind_exif.jpg"] = with_segment(in_jpeg(jpeg(), xmp_element("6")), '\xe1', kExif + tiff_turned(8));
  files["xmp_and_exif_without.jpg"] =
      in_jpeg(jpeg_with_exif(tiff({{0x0100, 3, 1, "\0\x01"s}}, true)), xmp_element("6"));
  files["xmp_and_exif_upright.jpg"] = in_jpeg(jpeg_with_exif(tiff_turned(1)), xmp_element("6"));
  files["xmp_and_exif_nonsense.jpg"] = in_jpeg(jpeg_with_exif(tiff_turned(9)), xmp_element("6"));
  const std::string keyword = "XML:com.adobe.xmp\0"s;
  files["xmp.png"] = png_with("iTXt", keyword + "\0\0\0\0"s + xmp_element("6"));
  files["xmp_attribute.png"] = png_with("iTXt", keyword + "\0\0\0\0"s + xmp_attribute("6"));
  files["xmp_packed.png"] = png_with("iTXt", keyword + "\1\0\0\0"s + deflated(xmp_element("6")));
  files["xmp_packed_very_small.png"] =
      png_with("iTXt", keyword + "\1\0\0\0"s + deflated(std::string(50000, ' ') + xmp_element("6")));
  files["xmp.webp"] = webp_with("XMP ", xmp_element("6"), '\x04');
}

void add_pngs_and_webps(Files& files) {
  files["exif.png"] = png_with("eXIf", tiff_turned(6));
  files["exif_with_prefix.png"] = png_with("eXIf", kExif + tiff_turned(6));
  files["raw_exif.png"] =
      png_with("zTXt", "Raw profile type exif\0\0"s + deflated(raw_profile_of("exif", kExif + tiff_turned(6))));
  files["raw_app1.png"] =
      png_with("tEXt", "Raw profile type APP1\0"s + raw_profile_of("generic profile", kExif + tiff_turned(6)));
  files["raw_xmp.png"] =
      png_with("zTXt", "Raw profile type xmp\0\0"s + deflated(raw_profile_of("xmp", xmp_element("6"))));
  files["exif.webp"] = webp_with("EXIF", tiff_turned(6), '\x08');
  files["exif_little.webp"] = webp_with("EXIF", tiff_turned(6, false), '\x08');
}

/// Returns what EXIF says, or what XMP says where EXIF says nothing. (Without a group exiftool takes the one that comes
/// first.)
std::map<std::string, std::string> said_by_exiftool(const std::filesystem::path& folder) {
  std::map<std::string, std::string> said;
  const std::string command =
      "exiftool -q -q -m -f -p '$FileName:$EXIF:Orientation:$XMP:Orientation' " + folder.string();
  FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 512> line{};
  while (std::fgets(line.data(), line.size(), pipe)) {
    std::string text(line.data());
    text.pop_back();
    const std::size_t exif = text.find(':') + 1, xmp = text.find(':', exif) + 1;
    const bool has_exif = text.compare(exif, 2, "-:") != 0;
    said[text.substr(0, exif - 1)] = has_exif ? text.substr(exif, xmp - 1 - exif) : text.substr(xmp);
  }
  ::pclose(pipe);
  return said;
}

Orientation meant_by(const std::string& words) {
  static const std::map<std::string, int> kWords = {
      {"Mirror horizontal", 2}, {"Rotate 180", 3},
      {"Mirror vertical", 4},   {"Mirror horizontal and rotate 270 CW", 5},
      {"Rotate 90 CW", 6},      {"Mirror horizontal and rotate 90 CW", 7},
      {"Rotate 270 CW", 8}};
  const auto found = kWords.find(words);
  return static_cast<Orientation>(found == kWords.end() ? 1 : found->second);
}

TEST(Orientation, IsWhatExiftoolSays) {
  Files files;
  add_types(files);
  add_places(files);
  add_xmp(files);
  add_pngs_and_webps(files);
  const TemporaryDirectory folder;
  for (const auto& [name, bytes] : files) write_bytes(folder.path() / name, bytes);
  const auto said = said_by_exiftool(folder.path());
  ASSERT_EQ(said.size(), files.size()) << "exiftool is in Debian's package libimage-exiftool-perl";
  int turned = 0;
  for (const auto& [name, bytes] : files) {
    EXPECT_EQ(drawn_in(as_bytes(bytes)).exif.orientation, meant_by(said.at(name))) << name << ": " << said.at(name);
    turned += meant_by(said.at(name)) != Orientation::upright ? 1 : 0;
  }
  EXPECT_GT(turned, 35) << "most of these files are such as exiftool finds turned";
}

TEST(Orientation, SaysWhereAPartIsSeenAndWhereItIsStored) {
  for (int i = 1; i <= 8; ++i) {
    const auto orientation = static_cast<Orientation>(i);
    const Rect seen = upright_part({3, 5, 7, 11}, 100, 60, orientation),
               stored = stored_part(seen, 100, 60, orientation);
    EXPECT_EQ(std::tie(stored.x, stored.y, stored.width, stored.height), std::make_tuple(3, 5, 7, 11)) << i;
  }
}

TEST(Orientations, ComposeAsTheirPicturesDo) {
  Image picture(5, 3);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = static_cast<std::uint8_t>(i);
  for (int a = 1; a <= 8; ++a)
    for (int b = 1; b <= 8; ++b) {
      const auto first = static_cast<Orientation>(a), second = static_cast<Orientation>(b);
      const Image expected = turned_upright(turned_upright(picture, first), second);
      const Image turned = turned_upright(picture, composed(first, second));
      EXPECT_EQ(turned.width, expected.width) << a << " and " << b;
      EXPECT_EQ(turned.rgb, expected.rgb) << a << " and " << b;
    }
}

}  // namespace
}  // namespace facefs::test
