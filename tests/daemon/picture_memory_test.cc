// SPDX-License-Identifier: Apache-2.0
// How much memory a picture is said to need, against the most that a worker really takes for it. FACEFS_TEST_SIDE=14000
// gives the figures of docs/benchmarks.md.
#include "models/picture_memory.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <webp/encode.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "daemon/forked_worker.h"
#include "daemon/vision_pool.h"
#include "models/orientation.h"
#include "models/shrink.h"
#include "support/photo_factory.h"
#include "support/workers.h"
#include "system/durable_file.h"

namespace facefs::test {
namespace {

int side() {
  const char* given = std::getenv("FACEFS_TEST_SIDE");
  return given ? std::atoi(given) : 5000;
}

std::uint64_t most_resident_bytes(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6)) * 1024;
  return 0;
}

class PictureMemory : public testing::Test {
 protected:
  void SetUp() override {
#ifdef FACEFS_TEST_SANITIZED
    GTEST_SKIP() << "a sanitizer keeps memory of its own: a build without one holds this";
#endif
  }

  boost::asio::io_context loop;
  std::size_t faces = 0;  ///< found in the last one
  VisionPool pool{forked_workers(loop, {programs() / "facefs-vision", models_folder()}), 1, std::chrono::seconds(300),
                  100'000};

  /// Reads the picture or draws on it. Returns the most memory that its worker took.
  std::uint64_t taken_for(const std::string& bytes, PictureUse use) {
    std::optional<VisionReply> reply;
    VisionJob job;
    job.request.task = ReadFaces{Purpose::photo};
    if (use == PictureUse::draw) job.request.task = DrawLabels{ImageFormat::jpeg, {}, 0};
    if (use == PictureUse::draw) job.output = in_memory("");
    job.photo = in_memory(bytes);
    job.done = [&](VisionReply said) { reply = std::move(said); };
    pool.submit(std::move(job));
    while (!reply) {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(50));
    }
    if (const auto* why = std::get_if<Unreadable>(&reply->result)) throw std::runtime_error(why->sentence);
    if (const auto* read = std::get_if<PhotoReading>(&reply->result)) faces = read->faces.size();
    return most_resident_bytes(workers().at(0));
  }

  void expect_enough(const std::string& name, const std::string& bytes, PictureUse use = PictureUse::read) {
    const double told = static_cast<double>(needs_of(as_bytes(bytes), use).bytes) / 1e6;
    const double taken = static_cast<double>(taken_for(bytes, use)) / 1e6;
    std::cout << name << ": file " << bytes.size() / 1'000'000 << ", told " << told << ", taken " << taken << " MB\n";
    EXPECT_LT(taken, 1.03 * told) << name;
    EXPECT_GT(taken, 0.6 * told) << name << ": told far too much";
  }

  /// Returns a square picture, or a strip of as many pixels that is `times` squared as long as wide.
  static std::string jpeg(const JpegOptions& options, int times = 1) {
    const Image image = quarters(side());
    std::vector<std::uint8_t> rows(image.rgb.begin(), image.rgb.end());
    rows.insert(rows.end(), image.rgb.begin(), image.rgb.end());  // square
    return jpeg_of(rows, side() * times, side() / times, options);
  }

  struct Grid {
    int columns = 0, rows = 0;
  };
  /// Returns a square picture with a portrait in each cell, `part` as wide as the picture and turned.
  static Image with_faces(Grid grid, double part, Orientation turn) {
    const Image portrait =
        turned_upright(shrunk(decoded_image(bytes_of(photo("obama.jpg"))), static_cast<int>(part * side())), turn);
    Image canvas(side(), side());
    for (int row = 0; row < grid.rows; ++row)
      for (int column = 0; column < grid.columns; ++column)
        for (int y = 0; y < portrait.height; ++y)
          std::copy_n(portrait.row(y), 3 * portrait.width,
                      canvas.row((2 * row + 1) * side() / (2 * grid.rows) - portrait.height / 2 + y) +
                          std::ptrdiff_t{3} * ((2 * column + 1) * side() / (2 * grid.columns) - portrait.width / 2));
    return canvas;
  }

  static std::string png(int depth, int colour, int interlace) {
    const int channels = colour == PNG_COLOR_TYPE_RGB_ALPHA ? 4 : 3;
    const std::vector<std::uint8_t> row(static_cast<std::size_t>(side() * channels * depth / 8), 77);
    return png_of(row, static_cast<std::uint32_t>(side()), static_cast<std::uint32_t>(side()), depth, colour,
                  interlace);
  }

  static std::string webp(bool lossless, bool alpha) {
    const std::size_t row = static_cast<std::size_t>(side()) * (alpha ? 4 : 3);
    std::vector<std::uint8_t> rows(static_cast<std::size_t>(side()) * row);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint8_t>(i / row / 16 % 200);
    std::uint8_t* bytes = nullptr;
    WebPConfig config;
    WebPConfigInit(&config);
    config.lossless = lossless ? 1 : 0;
    config.method = 0;
    WebPPicture picture;
    WebPPictureInit(&picture);
    picture.width = picture.height = side();
    picture.use_argb = lossless ? 1 : 0;
    if (alpha)
      WebPPictureImportRGBA(&picture, rows.data(), side() * 4);
    else
      WebPPictureImportRGB(&picture, rows.data(), side() * 3);
    WebPMemoryWriter writer;
    WebPMemoryWriterInit(&writer);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &writer;
    const bool done = WebPEncode(&config, &picture) != 0;
    bytes = writer.mem;
    std::string result(reinterpret_cast<char*>(bytes), writer.size);
    WebPMemoryWriterClear(&writer);
    WebPPictureFree(&picture);
    if (!done) throw std::runtime_error("no WebP was made");
    return result;
  }
};

TEST_F(PictureMemory, IsToldOfAnEmptyFileAndOfNoPicture) {
  EXPECT_EQ(needs_of({}, PictureUse::read).width, 0U);
  EXPECT_EQ(needs_of(as_bytes("hello"), PictureUse::read).width, 0U);
  EXPECT_EQ(needs_of(as_bytes(std::string("\xff\xd8\xff\xc0\x00\x05", 6)), PictureUse::read).width, 0U);
}

TEST_F(PictureMemory, OfABaselineJpeg) {
  expect_enough("JPEG 4:2:0", jpeg({}));
}
/// A square of it is looked at at full size.
TEST_F(PictureMemory, OfAStrip) {
  expect_enough("JPEG 4:2:0, a strip", jpeg({}, 2));
}
/// It is looked at a third time, at 2,560 pixels.
TEST_F(PictureMemory, OfACrowd) {
  const Image canvas = with_faces({4, 3}, 0.052, Orientation::upright);
  expect_enough("JPEG 4:2:0, a crowd", jpeg_of(canvas.rgb, canvas.width, canvas.height, {}));
  EXPECT_EQ(faces, 12U);
}
/// Its planes are read turned, and nothing is copied.
TEST_F(PictureMemory, OfAPhotoThatStandsOnItsHeadAndDoesNotSaySo) {
  const Image canvas = with_faces({1, 1}, 0.3, Orientation::turned_180);
  expect_enough("JPEG 4:2:0, on its head", jpeg_of(canvas.rgb, canvas.width, canvas.height, {}));
  EXPECT_EQ(faces, 1U);
}
TEST_F(PictureMemory, OfABaselineJpegWithAllItsColours) {
  JpegOptions options;
  options.colour_across = options.colour_down = 1;
  expect_enough("JPEG 4:4:4", jpeg(options));
}
TEST_F(PictureMemory, OfAProgressiveJpeg) {
  JpegOptions options;
  options.progressive = true;
  expect_enough("JPEG 4:2:0, progressive", jpeg(options));
}
TEST_F(PictureMemory, OfAProgressiveJpegWithAllItsColours) {
  JpegOptions options;
  options.progressive = true;
  options.colour_across = options.colour_down = 1;
  expect_enough("JPEG 4:4:4, progressive", jpeg(options));
}
TEST_F(PictureMemory, OfAJpegThatIsDrawnOn) {
  expect_enough("JPEG 4:2:0, drawn on", jpeg({}), PictureUse::draw);
}
TEST_F(PictureMemory, OfAPng) {
  expect_enough("PNG", png(8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE));
}
TEST_F(PictureMemory, OfAnInterlacedPngOfSixteenBits) {
  expect_enough("PNG, 16 bits, alpha, interlaced", png(16, PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_ADAM7));
}
TEST_F(PictureMemory, OfATurnedPng) {
  expect_enough("PNG, turned",
                png_with_exif(png(8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE), exif_with_orientation(6).substr(6)));
}
TEST_F(PictureMemory, OfALossyWebp) {
  expect_enough("WebP, lossy", webp(false, false));
}
TEST_F(PictureMemory, OfALosslessWebp) {
  expect_enough("WebP, lossless", webp(true, false));
}
TEST_F(PictureMemory, OfALosslessWebpWithAlpha) {
  expect_enough("WebP, lossless, alpha", webp(true, true));
}

}  // namespace
}  // namespace facefs::test
