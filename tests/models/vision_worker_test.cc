// SPDX-License-Identifier: Apache-2.0
// A worker's loop on a thread of its own: what it answers to which request.
#include "models/vision_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <array>
#include <thread>

#include "models/picture_memory.h"
#include "models/vision_protocol.h"
#include "support/photo_factory.h"
#include "system/packet_socket.h"

namespace facefs::test {
namespace {

using testing::HasSubstr;

UniqueFd in_memory(const std::string& bytes) {
  UniqueFd memory(::memfd_create("picture", MFD_CLOEXEC));
  EXPECT_EQ(::write(memory.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  return memory;
}

std::string bytes_in(const UniqueFd& memory) {
  return bytes_of("/proc/self/fd/" + std::to_string(memory.get()));
}

class VisionWorker : public testing::Test {
 protected:
  void SetUp() override {
    PacketPair pair = packet_pair();
    ours = std::move(pair.ours);
    theirs = std::move(pair.theirs);
    worker = std::thread([this] { serve_vision(theirs.get(), reader); });
    EXPECT_TRUE(std::holds_alternative<Ready>(next().result));
  }
  void TearDown() override {
    ours = {};
    worker.join();
  }

  VisionReply next() {
    const auto received = receive_packet(ours.get(), Waiting::until_one_comes);
    if (!received) throw std::runtime_error("the worker is gone");
    return parse_reply(received->packet);
  }

  /// Sends a request and returns the reply. `without`: faces that were erased, which the worker is told when it asks
  /// about the image.
  VisionReply answer(const VisionRequest& request, const std::string& photo, const std::vector<Box>& without = {}) {
    const UniqueFd memory = in_memory(photo);
    send_packet(ours.get(), packet_of(request), std::array{memory.get(), output.get()}, Waiting::until_one_comes);
    VisionReply reply = next();
    if (const auto* reading = std::get_if<PhotoReading>(&reply.result); reading && reading->identified_only) {
      send_packet(ours.get(), packet_of(Proceed{known, without}), {}, Waiting::until_one_comes);
      reply = next();
    }
    EXPECT_EQ(reply.id, request.id);
    return reply;
  }

  PhotoReading read(const std::string& photo, const std::vector<Box>& without = {}) {
    return std::get<PhotoReading>(answer({5, 200, ReadFaces{}}, photo, without).result);
  }

  static std::string sentence_of(const VisionReply& reply) { return std::get<Unreadable>(reply.result).sentence; }

  FaceReader reader{{}, models_folder()};
  UniqueFd ours, theirs;
  UniqueFd output{::memfd_create("made", MFD_CLOEXEC)};
  std::thread worker;
  bool known = false;  ///< whether the image is known, when the worker asks
};

TEST_F(VisionWorker, MakesNoEmbeddingOfAFaceThatWasErased) {
  const std::string bytes = bytes_of(photo("obama2.jpg"));
  const PhotoReading before = read(bytes);
  ASSERT_EQ(before.faces.size(), 1U);
  EXPECT_NE(before.faces[0].embedding.values, Embedding{}.values);
  const PhotoReading after = read(bytes, {before.faces[0].box});
  ASSERT_EQ(after.faces.size(), 1U);
  EXPECT_EQ(after.faces[0].embedding.values, Embedding{}.values);
}

TEST_F(VisionWorker, MakesNothingOfAnImageThatIsKnown) {
  known = true;
  const PhotoReading reading = read(bytes_of(photo("obama2.jpg")));
  EXPECT_TRUE(reading.faces.empty());
  EXPECT_GT(reading.width, 100);
}

TEST_F(VisionWorker, SaysOfAnEmptyFileThatItIsEmpty) {
  const VisionReply reply = answer({1, 200, ReadFaces{}}, "");
  EXPECT_EQ(std::get<Unreadable>(reply.result).reason, Reason::empty);
}

TEST_F(VisionWorker, LeavesOutAFaceThatIsHalfLostAndSaysWhatIsMissing) {
  const Image whole = Raster(decoded_image(bytes_of(photo("obama2.jpg")))).shrunk(800);
  const std::string png = text_of(encode(whole, ImageFormat::png));
  const PhotoReading all = read(png);
  ASSERT_EQ(all.faces.size(), 1U);
  EXPECT_FALSE(all.truncated);
  // The picture is grey from the beginning of the face's chin on: a face is found, and does not count.
  const Box& face = all.faces[0].box;
  const double share = static_cast<double>(face.y + 0.7F * face.height) / whole.height;
  std::string cut;
  for (std::size_t length = png.size(); length > 0; length -= png.size() / 200) {
    const auto decoded = decode(as_bytes(png.substr(0, length)), {});
    ASSERT_TRUE(std::holds_alternative<Decoded>(decoded));
    const auto& lost = std::get<Decoded>(decoded).damage.lost;
    if (lost.empty() || lost[0].y > share * whole.height) continue;
    cut = png.substr(0, length);
    break;
  }
  ASSERT_FALSE(reader.read(Raster(decoded_image(cut)), Purpose::photo).empty()) << "with none nothing is tested";
  const PhotoReading some = read(cut);
  EXPECT_TRUE(some.faces.empty());
  EXPECT_TRUE(some.truncated);
  EXPECT_THAT(some.damage, HasSubstr("damaged after row "));
}

TEST_F(VisionWorker, DrawsInTheFormatThatIsAskedFor) {
  const std::string bytes = text_of(encode(quarters(), ImageFormat::jpeg));
  for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::jpeg}) {
    output = UniqueFd(::memfd_create("made", MFD_CLOEXEC));
    const VisionReply reply = answer({1, 200, DrawLabels{format, {}}}, bytes);
    ASSERT_TRUE(std::holds_alternative<PictureDrawn>(reply.result));
    EXPECT_EQ(format_of(as_bytes(bytes_in(output))), format);
  }
}

TEST_F(VisionWorker, SaysWhatItCannotWriteAndGoesOn) {
  const VisionReply reply = answer({1, 200, DrawLabels{ImageFormat::webp, {}}}, black_png(16384, 1));
  EXPECT_EQ(std::get<Unreadable>(reply.result).reason, Reason::read_error);
  EXPECT_THAT(sentence_of(reply), HasSubstr("WebP"));
  EXPECT_TRUE(read(text_of(encode(quarters(), ImageFormat::png))).faces.empty());
}

TEST_F(VisionWorker, WritesAPictureOfTheSizeThatIsAskedFor) {
  const std::string bytes = bytes_of(photo("obama2.jpg"));
  answer({1, 200, DrawLabels{ImageFormat::jpeg, {}, 50'000}}, bytes);
  EXPECT_EQ(bytes_in(output).size(), 50'000U);
  output = UniqueFd(::memfd_create("made", MFD_CLOEXEC));
  answer({1, 200, CropFace{{300, 200, 100, 100}, {}, 128, 20'000}}, bytes);
  EXPECT_EQ(bytes_in(output).size(), 20'000U);
  const Image crop = decoded_image(bytes_in(output));
  EXPECT_EQ(std::tie(crop.width, crop.height), std::make_tuple(128, 128));
}

/// A picture that may be read may be too large to be drawn on, because then all of it is RGB.
TEST_F(VisionWorker, SaysHowMuchMemoryAPictureNeedsForWhatItIsToDo) {
  const std::string jpeg = jpeg_of(std::vector<std::uint8_t>(2000 * 2000 * 3, 90), 2000, 2000, {});
  const auto reading = needs_of(as_bytes(jpeg), PictureUse::read).bytes / 1'000'000 + 1;
  const auto drawing = needs_of(as_bytes(jpeg), PictureUse::draw).bytes / 1'000'000 + 1;
  ASSERT_LT(reading, drawing);
  VisionRequest request{1, 200, ReadFaces{}};
  request.megabytes = static_cast<std::uint32_t>(reading);
  EXPECT_TRUE(std::holds_alternative<PhotoReading>(answer(request, jpeg).result));
  request.task = DrawLabels{};
  EXPECT_THAT(sentence_of(answer(request, jpeg)),
              HasSubstr("2000 x 2000 pixels and needs " + std::to_string(drawing) +
                        " MB of memory, more than limits.megabytes_per_photo = " + std::to_string(reading)));
}

TEST_F(VisionWorker, SaysOfAPictureThatIsBeyondBothLimitsThatItHasTooManyPixels) {
  VisionRequest request{1, 1, ReadFaces{}};
  request.megabytes = 10;
  EXPECT_THAT(sentence_of(answer(request, black_png(2000, 2000))), HasSubstr("limits.megapixels"));
}

}  // namespace
}  // namespace facefs::test
