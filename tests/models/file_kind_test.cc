// SPDX-License-Identifier: Apache-2.0
#include "models/file_kind.h"

#include <gtest/gtest.h>

#include "support/photo_factory.h"

namespace facefs::test {
namespace {

using namespace std::string_literals;

std::string_view kind(const std::string& first_bytes) {
  return name_of(kind_of(as_bytes(first_bytes)));
}

std::string boxed(const std::string& major, const std::string& others) {
  return big_endian(static_cast<std::uint32_t>(16 + others.size())) + "ftyp" + major + "\0\0\0\0"s + others +
         "....meta";
}

TEST(FileKind, IsToldOfWhatFacefsReads) {
  for (const auto& [format, name] : {std::pair(ImageFormat::jpeg, "jpeg"), std::pair(ImageFormat::png, "png"),
                                     std::pair(ImageFormat::webp, "webp")}) {
    const std::string bytes = text_of(encode(quarters(), format));
    EXPECT_EQ(kind(bytes), name);
    EXPECT_TRUE(is_read(kind_of(as_bytes(bytes.substr(0, 12))))) << "the first bytes are enough";
  }
}

TEST(FileKind, IsToldOfPhonesPictures) {
  EXPECT_EQ(kind(boxed("heic", "mif1heic")), "heic");
  EXPECT_EQ(kind(boxed("mif1", "mif1heic")), "heic");
  EXPECT_EQ(kind(boxed("heix", "")), "heic");
  EXPECT_EQ(kind(boxed("avif", "mif1miaf")), "avif");
  EXPECT_EQ(kind(boxed("mif1", "mif1avif")), "avif");
  EXPECT_EQ(kind("\0\0\0\x0cJXL \r\n\x87\n"s), "jxl");
  EXPECT_EQ(kind("\xff\x0a\x41"), "jxl");
}

TEST(FileKind, IsToldOfEveryBrandOfHeic) {
  for (const char* brand : {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"}) {
    EXPECT_EQ(kind(boxed(brand, "")), "heic") << brand;
    EXPECT_EQ(kind(boxed("abcd", "efgh"s + brand)), "heic") << brand;
  }
  EXPECT_EQ(kind(boxed("avis", "")), "avif");
}

TEST(FileKind, IsToldOfOtherPictures) {
  EXPECT_EQ(kind("GIF89a"), "gif");
  EXPECT_EQ(kind("BM\x36\x10\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x10"s), "bmp");
  EXPECT_EQ(kind("II*\0\x08\0\0\0\0\0\0\0\0\0"s), "tiff");
  EXPECT_EQ(kind("MM\0+\0\x08\0\0"s), "tiff");
  EXPECT_EQ(kind("II+\0\x08\0\0\0"s), "tiff");
  EXPECT_EQ(kind("8BPS\0\1"s), "psd");
  EXPECT_EQ(kind("\0\0\0\x0cjP  \r\n\x87\n"s), "jp2");
}

TEST(FileKind, IsToldOfCamerasRawFiles) {
  EXPECT_EQ(kind("II*\0\x10\0\0\0CR\x02\0"s), "raw") << "Canon CR2";
  EXPECT_EQ(kind(boxed("crx ", "crx isom")), "raw") << "Canon CR3";
  EXPECT_EQ(kind("FUJIFILMCCD-RAW 0201"), "raw");
  for (const std::string& first :
       {"II\x1a\0\0\0HEAPCCDR"s, "IIRO\x08\0"s, "IIRS\x08\0"s, "MMOR\0\0"s, "IIU\0\x18\0"s, "FOVb\0\0"s, "\0MRM\0\0"s})
    EXPECT_EQ(kind(first), "raw") << first << ": Canon, Olympus, Panasonic, Sigma, Minolta";
  const std::string small = "\0\xfe\0\4\0\0\0\1\0\0\0\1"s, others = "\1\x4a\0\4\0\0\0\1\0\0\1\0"s;
  EXPECT_EQ(kind("MM\0*\0\0\0\x08\0\2"s + small + others + "\0\0\0\0"s), "raw") << "Nikon NEF";
  const std::string small_little = "\xfe\0\4\0\1\0\0\0\1\0\0\0"s, others_little = "\x4a\1\4\0\1\0\0\0\0\1\0\0"s;
  EXPECT_EQ(kind("II*\0\x08\0\0\0\2\0"s + small_little + others_little + "\0\0\0\0"s), "raw") << "Sony ARW";
  EXPECT_EQ(kind("MM\0*\0\0\0\x08\0\1"s + small + "\0\0\0\0"s), "tiff");
  EXPECT_EQ(kind("MM\0*\0\0\0\x08\0\1"s + others + "\0\0\0\0"s), "tiff") << "with smaller copies";
  EXPECT_EQ(kind("MM\0*\0\0\0\x08\0\1\xc6\x12\0\1\0\0\0\4\1\4\0\0\0\0\0\0"s), "raw") << "DNG";
}

TEST(FileKind, IsToldOfFilms) {
  EXPECT_EQ(kind("\0\0\0\x14"
                 "ftypqt  "s),
            "video");
  EXPECT_EQ(kind(boxed("isom", "isomiso2avc1mp41")), "video");
  EXPECT_EQ(kind("\0\0\0\x08wide\0\0\0\0mdat"s), "video");
  EXPECT_EQ(kind("RIFF\1\2\3\4AVI LIST"), "video");
  EXPECT_EQ(kind("\x1a\x45\xdf\xa3"), "video");
  for (const std::string& first : {"\0\0\1\xba"s, "\0\0\1\xb3"s, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"s, "FLV\1"s,
                                   "\0\0\0\x20moov"s, "\0\0\0\1mdat"s})
    EXPECT_EQ(kind(first), "video") << first << ": MPEG, Windows Media, Flash, old QuickTime";
  std::string stream(600, 'x');
  stream[0] = stream[188] = stream[376] = 'G';
  EXPECT_EQ(kind(stream), "video");
}

TEST(FileKind, IsUnknownOfWhatIsNone) {
  for (const std::string& bytes : {""s, "B"s, "BM"s, "BMW is a car, and no picture"s, "hello\n"s,
                                   "RIFF\1\2\3\4WAVEfmt "s, std::string(5000, '\0'), boxed("M4A ", "")})
    EXPECT_EQ(kind(bytes), "unknown") << bytes.substr(0, 20);
}

TEST(FileKind, SurvivesEveryCut) {
  for (const std::string& whole :
       {boxed("mif1", "mif1avif"), "MM\0*\0\0\0\x08\xff\xff\0\xfe\0\4\0\0\0\1\0\0\0\1"s, "II*\0\xff\xff\xff\xff"s})
    for (std::size_t length = 0; length <= whole.size(); ++length) kind(whole.substr(0, length));
}

}  // namespace
}  // namespace facefs::test
