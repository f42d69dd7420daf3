// SPDX-License-Identifier: Apache-2.0
#include "models/vision_protocol.h"

#include <gtest/gtest.h>

#include <cstring>

#include <algorithm>
#include <functional>
#include <limits>
#include <random>

namespace facefs::test {
namespace {

VisionReply reply_with(std::size_t faces) {
  PhotoReading reading;
  reading.image_hash = {1, 2, 3};
  reading.width = 4000;
  reading.height = 3000;
  for (std::size_t i = 0; i < faces; ++i) {
    Face face;
    face.box = {static_cast<float>(i), 2, 30, 40};
    face.score = 0.9F;
    face.embedding.values[5] = 0.25F;
    reading.faces.push_back(face);
  }
  return {7, reading};
}

TEST(VisionProtocol, BringsARequestOver) {
  VisionRequest request;
  request.id = 9;
  request.megapixels = 12.5;
  request.megabytes = 700;
  request.is_alone = true;
  request.task = DrawLabels{ImageFormat::png, {{{1, 2, 3, 4}, "Zoë"}}};
  const VisionRequest arrived = parse_request(packet_of(request));
  EXPECT_EQ(arrived.id, 9U);
  EXPECT_EQ(arrived.megapixels, 12.5);
  EXPECT_EQ(arrived.megabytes, 700U);
  EXPECT_TRUE(arrived.is_alone);
  ASSERT_TRUE(std::holds_alternative<DrawLabels>(arrived.task));
  EXPECT_EQ(std::get<DrawLabels>(arrived.task).labels.at(0).name, "Zoë");
}

TEST(VisionProtocol, BringsOverWhatAFaceOrAPictureIsMadeFor) {
  for (const Purpose purpose : {Purpose::photo, Purpose::reference}) {
    const VisionRequest arrived = parse_request(packet_of(VisionRequest{1, 200, ReadFaces{purpose}}));
    EXPECT_EQ(std::get<ReadFaces>(arrived.task).purpose, purpose);
  }
  const DrawLabels draw{ImageFormat::webp, {{{1, 2, 3, 4}, "A"}, {{5, 6, 7, 8}, "B"}}, 70'000};
  const VisionRequest drawn = parse_request(packet_of(VisionRequest{1, 200, draw}));
  const auto& labels = std::get<DrawLabels>(drawn.task);
  EXPECT_EQ(labels.format, ImageFormat::webp);
  EXPECT_EQ(labels.bytes, 70'000U);
  ASSERT_EQ(labels.labels.size(), 2U);
  EXPECT_EQ(labels.labels[1].box.height, 8);
}

TEST(VisionProtocol, BringsAFaceToCutOutOver) {
  CropFace crop{{1, 2, 3, 4}, {{10, 20}, {11, 21}}, 256, 4000};
  const VisionRequest request = parse_request(packet_of(VisionRequest{1, 200, crop}));
  const auto& arrived = std::get<CropFace>(request.task);
  EXPECT_EQ(arrived.box.width, 3);
  EXPECT_EQ(arrived.eyes.left.x, 10);
  EXPECT_EQ(arrived.eyes.right.y, 21);
  EXPECT_EQ(arrived.side, 256);
  EXPECT_EQ(arrived.bytes, 4000U);
  for (const std::int32_t side : {0, -1, 4097}) {
    crop.side = side;
    EXPECT_THROW(parse_request(packet_of(VisionRequest{1, 200, crop})), ProtocolError) << side;
  }
}

TEST(VisionProtocol, BringsOverWhichFacesAreLeftOut) {
  const Packet packet = packet_of(Proceed{false, {{1, 2, 3, 4}, {5, 6, 7, 8}}});
  const Proceed arrived = parse_proceed(packet);
  EXPECT_FALSE(arrived.known);
  ASSERT_EQ(arrived.without.size(), 2U);
  EXPECT_EQ(arrived.without[1].x, 5);
  EXPECT_EQ(arrived.without[1].height, 8);
  for (std::size_t length = 0; length < packet.size(); ++length)
    EXPECT_THROW(parse_proceed({packet.data(), length}), ProtocolError) << length;
  Packet longer = packet;
  longer.push_back(0);
  EXPECT_THROW(parse_proceed(longer), ProtocolError);
}

TEST(VisionProtocol, BringsFacesOver) {
  const VisionReply arrived = parse_reply(packet_of(reply_with(3)));
  const auto& reading = std::get<PhotoReading>(arrived.result);
  EXPECT_EQ(arrived.id, 7U);
  EXPECT_EQ(reading.width, 4000);
  ASSERT_EQ(reading.faces.size(), 3U);
  EXPECT_EQ(reading.faces[2].box.x, 2);
  EXPECT_EQ(reading.faces[2].embedding.values[5], 0.25F);
}

TEST(VisionProtocol, SaysOfAReadingWhetherItsFacesAreMade) {
  for (const bool truncated : {false, true})
    for (const bool identified : {false, true}) {
      VisionReply reply = reply_with(0);
      std::get<PhotoReading>(reply.result).truncated = truncated;
      std::get<PhotoReading>(reply.result).identified_only = identified;
      const VisionReply parsed = parse_reply(packet_of(reply));
      EXPECT_EQ(std::get<PhotoReading>(parsed.result).truncated, truncated);
      EXPECT_EQ(std::get<PhotoReading>(parsed.result).identified_only, identified);
    }
}

TEST(VisionProtocol, CutsATextThatIsTooLong) {
  const VisionReply arrived =
      parse_reply(packet_of(VisionReply{3, Unreadable{Reason::read_error, std::string(5000, 'x')}}));
  EXPECT_EQ(std::get<Unreadable>(arrived.result).sentence, std::string(4096, 'x'));
}

TEST(VisionProtocol, BringsAReasonOver) {
  const VisionReply arrived = parse_reply(packet_of(VisionReply{3, Unreadable{Reason::truncated, "half of it"}}));
  EXPECT_EQ(std::get<Unreadable>(arrived.result).reason, Reason::truncated);
  EXPECT_EQ(std::get<Unreadable>(arrived.result).sentence, "half of it");
}

TEST(VisionProtocol, BringsTheShortWordsOver) {
  EXPECT_EQ(std::get<Ready>(parse_reply(packet_of(VisionReply{0, Ready{4711}})).result).process, 4711);
  EXPECT_TRUE(std::holds_alternative<NeedsToBeAlone>(parse_reply(packet_of(VisionReply{4, NeedsToBeAlone{}})).result));
  EXPECT_EQ(std::get<Ended>(parse_reply(packet_of(VisionReply{0, Ended{9}})).result).signal, 9);
  EXPECT_TRUE(std::holds_alternative<PictureDrawn>(parse_reply(packet_of(VisionReply{4, PictureDrawn{}})).result));
  EXPECT_TRUE(parse_proceed(packet_of(Proceed{true})).known);
  EXPECT_THROW(parse_proceed(packet_of(VisionReply{0, Ready{}})), ProtocolError);
}

TEST(VisionProtocol, BringsEveryReasonOver) {
  for (std::uint8_t reason = 0; reason < kReasons; ++reason) {
    const auto arrived = parse_reply(packet_of(VisionReply{3, Unreadable{static_cast<Reason>(reason), "s"}}));
    EXPECT_FALSE(name_of(std::get<Unreadable>(arrived.result).reason).empty());
  }
  EXPECT_THROW(parse_reply(packet_of(VisionReply{3, Unreadable{static_cast<Reason>(kReasons), "s"}})), ProtocolError);
}

TEST(VisionProtocol, FitsTheMostFacesIntoOnePacket) {
  EXPECT_LE(packet_of(reply_with(FaceReader::kMostFaces)).size(), kLargestPacket);
}

/// `facefs sort` has kept replies like this one. With another layout it would read them as other faces.
TEST(VisionProtocol, KeepsTheLayoutOfRepliesThatStandOnDisk) {
  constexpr std::size_t kFirstFace = 39, kNumbers = 4 + 10 + 2 + Embedding::kSize;
  Face face;
  float next = 1;
  for (float* value : {&face.box.x, &face.box.y, &face.box.width, &face.box.height}) *value = next++;
  for (Point& point : face.landmarks) point = {next, next + 1}, next += 2;
  for (float* value : {&face.score, &face.quality}) *value = next++;
  for (float& value : face.embedding.values) value = next++;
  VisionReply reply = reply_with(0);
  auto& reading = std::get<PhotoReading>(reply.result);
  reading.faces = {face};
  reading.facts.taken = 1'000'000'000;
  const Packet packet = packet_of(reply);
  ASSERT_EQ(packet.size(), kFirstFace + 4 * kNumbers + 8);
  for (std::size_t i = 0; i < kNumbers; ++i) {
    float value = 0;
    std::memcpy(&value, packet.data() + kFirstFace + 4 * i, sizeof value);
    ASSERT_EQ(value, static_cast<float>(i + 1));
  }
}

TEST(VisionProtocol, KeepsTheNumbersOfRepliesThatStandOnDisk) {
  EXPECT_EQ(packet_of(reply_with(1)).front(), 3);
  EXPECT_EQ(packet_of(VisionReply{7, Unreadable{Reason::truncated, "cut short"}}).front(), 5);
}

TEST(VisionProtocol, TakesAReplyThatStandsOnDiskWithoutItsTime) {
  VisionReply reply = reply_with(2);
  std::get<PhotoReading>(reply.result).facts.taken = 1'563'127'402;
  Packet packet = packet_of(reply);
  EXPECT_EQ(std::get<PhotoReading>(parse_reply(packet).result).facts.taken, 1'563'127'402);
  packet.resize(packet.size() - sizeof(std::int64_t));
  EXPECT_EQ(std::get<PhotoReading>(parse_reply(packet).result).faces.size(), 2U);
}

TEST(VisionProtocol, TellsWhichRowsOfATruncatedPhotoAreMissing) {
  VisionReply reply = reply_with(1);
  auto& reading = std::get<PhotoReading>(reply.result);
  reading.truncated = true;
  reading.damage = "damaged after row 90 of 100: copy it again";
  Packet packet = packet_of(reply);
  EXPECT_EQ(std::get<PhotoReading>(parse_reply(packet).result).damage, reading.damage);
  packet.resize(packet.size() - sizeof(std::uint32_t) - reading.damage.size());
  EXPECT_TRUE(std::get<PhotoReading>(parse_reply(packet).result).truncated) << "a reply on disk, of before";
}

TEST(VisionProtocol, TakesNoReplyForARequest) {
  EXPECT_THROW(parse_request(packet_of(reply_with(1))), ProtocolError);
}

TEST(VisionProtocol, RefusesTooManyFaces) {
  EXPECT_THROW(parse_reply(packet_of(reply_with(FaceReader::kMostFaces + 1))), ProtocolError);
}

TEST(VisionProtocol, RefusesNumbersThatAreNone) {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e9F}) {
    VisionReply reply = reply_with(1);
    std::get<PhotoReading>(reply.result).faces[0].embedding.values[100] = bad;
    EXPECT_THROW(parse_reply(packet_of(reply)), ProtocolError);
  }
}

TEST(VisionProtocol, RefusesAFaceThatCannotBe) {
  const auto refuses = [](const std::function<void(Face&)>& spoil) {
    VisionReply reply = reply_with(1);
    spoil(std::get<PhotoReading>(reply.result).faces[0]);
    EXPECT_THROW(parse_reply(packet_of(reply)), ProtocolError);
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (float Box::*number : {&Box::x, &Box::y, &Box::width, &Box::height})
    refuses([&](Face& face) { face.box.*number = nan; });
  for (const float side : {0.F, -5.F}) {
    refuses([&](Face& face) { face.box.width = side; });
    refuses([&](Face& face) { face.box.height = side; });
  }
  for (std::size_t i = 0; i < Landmarks{}.size(); ++i) {
    refuses([&](Face& face) { face.landmarks[i].x = nan; });
    refuses([&](Face& face) { face.landmarks[i].y = 1e9F; });
  }
  refuses([&](Face& face) { face.score = nan; });
  refuses([&](Face& face) { face.quality = nan; });
}

TEST(VisionProtocol, RefusesAPhotoThatCannotBe) {
  const auto refuses = [](const std::function<void(PhotoReading&)>& spoil) {
    VisionReply reply = reply_with(1);
    spoil(std::get<PhotoReading>(reply.result));
    EXPECT_THROW(parse_reply(packet_of(reply)), ProtocolError);
  };
  for (const std::int32_t side : {0, -1, (1 << 16) + 1}) {
    refuses([&](PhotoReading& reading) { reading.width = side; });
    refuses([&](PhotoReading& reading) { reading.height = side; });
  }
  refuses([](PhotoReading& reading) { reading.facts.taken = 253'402'300'800; });  // the year 10000
  refuses([](PhotoReading& reading) { reading.facts.taken = -253'402'300'800; });
  for (const int none : {0, 9, 255})
    refuses([&](PhotoReading& reading) { reading.facts.orientation = static_cast<std::uint8_t>(none); });
}

TEST(VisionProtocol, RefusesADamageWithoutAWord) {
  VisionReply reply = reply_with(1);
  std::get<PhotoReading>(reply.result).truncated = true;
  Packet packet = packet_of(reply);
  packet.resize(packet.size() + sizeof(std::uint32_t));  // a text of no bytes
  EXPECT_THROW(parse_reply(packet), ProtocolError);
}

TEST(VisionProtocol, RefusesMoreLabelsThanFaces) {
  VisionRequest request;
  request.task = DrawLabels{ImageFormat::png, std::vector<Label>(FaceReader::kMostFaces)};
  EXPECT_EQ(std::get<DrawLabels>(parse_request(packet_of(request)).task).labels.size(), FaceReader::kMostFaces);
  std::get<DrawLabels>(request.task).labels.emplace_back();
  EXPECT_THROW(parse_request(packet_of(request)), ProtocolError);
}

TEST(VisionProtocol, RefusesEveryCutAndEveryAddition) {
  const Packet whole = packet_of(reply_with(2));
  const std::size_t without_time = whole.size() - sizeof(std::int64_t);
  for (std::size_t length = 0; length < whole.size(); ++length)
    if (length != without_time) {
      EXPECT_THROW(parse_reply({whole.data(), length}), ProtocolError) << length;
    }
  Packet longer = whole;
  longer.push_back(0);
  EXPECT_THROW(parse_reply(longer), ProtocolError);
}

/// Tells whether the packet is taken. If so, expects that it was understood to the last byte.
template <typename Message>
bool is_taken(Message (*parse)(std::span<const std::uint8_t>), const Packet& packet) {
  try {
    EXPECT_EQ(packet_of(parse(packet)), packet);
    return true;
  } catch (const ProtocolError&) {
    return false;
  }
}

template <typename Message>
int taken_of_hostile(Message (*parse)(std::span<const std::uint8_t>), const Packet& whole, int rounds) {
  std::mt19937 random(1);
  int taken = 0;
  for (int round = 0; round < rounds; ++round) {
    Packet hostile = whole;
    for (int i = 0; i < 4; ++i)
      hostile[random() % std::min<std::size_t>(64, whole.size())] = static_cast<std::uint8_t>(random());
    taken += is_taken(parse, hostile) ? 1 : 0;
  }
  return taken;
}

TEST(VisionProtocol, RefusesHostileBytesOrUnderstandsThemAll) {
  constexpr int kRounds = 20000;
  const VisionRequest draw{9, 12.5, DrawLabels{ImageFormat::png, {{{1, 2, 3, 4}, "Zoë"}}}};
  for (const int taken : {taken_of_hostile(parse_reply, packet_of(reply_with(1)), kRounds),
                          taken_of_hostile(parse_request, packet_of(draw), kRounds)}) {
    EXPECT_GT(taken, kRounds / 100);
    EXPECT_LT(taken, kRounds * 99 / 100);
  }
}

TEST(VisionProtocol, CarriesEachFactOfAPhotoAlsoOfADamagedOne) {
  for (const bool damaged : {false, true}) {
    VisionReply reply = reply_with(1);
    auto& reading = std::get<PhotoReading>(reply.result);
    reading.facts = {1'563'127'402, 6};
    reading.truncated = damaged;
    if (damaged) reading.damage = "rows 10 to 20 are missing";
    EXPECT_EQ(std::get<PhotoReading>(parse_reply(packet_of(reply)).result).facts, reading.facts);
  }
}

}  // namespace
}  // namespace facefs::test
