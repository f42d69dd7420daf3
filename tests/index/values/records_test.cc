// SPDX-License-Identifier: Apache-2.0
// Golden bytes of each record: a stored gallery must stay readable. FACEFS_ACCEPT=1 writes them anew, for review in the
// diff.
#include "index/values/records.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "index/search/face_code.h"
#include "index/values/content_hash.h"
#include "index/values/keys.h"
#include "index/values/record_bytes.h"
#include "support/faces.h"
#include "support/temporary_directory.h"

namespace facefs::test {
namespace {

std::string hex(const std::string& bytes) {
  return hex_of({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

void expect_golden(const std::string& name, const std::string& bytes) {
  const std::filesystem::path file = std::filesystem::path(FACEFS_TEST_DATA) / "records" / (name + ".hex");
  if (std::getenv("FACEFS_ACCEPT")) {
    write_bytes(file, hex(bytes) + "\n");
    ADD_FAILURE() << file << " is written anew: see what has changed, then test without FACEFS_ACCEPT";
  }
  EXPECT_EQ(hex(bytes) + "\n", bytes_of(file)) << name;
}

ContentHash content(std::uint8_t fill) {
  ContentHash hash;
  hash.bytes.fill(fill);
  return hash;
}

const ImageKey kImage{{1, 2, 3, 4}, 4000, 3000};
const FileStamp kStamp{1, 2, 3, 4, 5};

PhotoRecord photo_record() {
  PhotoRecord record;
  record.content = content(0xaa);
  record.image = kImage;
  record.truncated = true;
  record.name = "IMG_1 (2).jpg";
  record.shown = {static_cast<FolderId>(7), "IMG_1.jpg"};
  record.stamp = kStamp;
  record.facts.taken = -1;
  return record;
}

FaceRecord face_record() {
  FaceRecord record;
  record.image = kImage;
  record.box = {1, 2, 3, 4};
  record.landmarks[4] = {5, 6};
  record.score = 0.5F;
  record.quality = 0.25F;
  record.match = {Verdict::maybe, Rule::bands, static_cast<PersonId>(11), static_cast<PersonId>(12), 0.5F, 0.625F};
  return record;
}

TEST(Records, KeepTheirBytes) {
  expect_golden("path", encoded(PathRecord{kStamp, static_cast<PhotoId>(9)}));
  expect_golden("photo", encoded(photo_record()));
  expect_golden("image", encoded(ImageRecord{static_cast<FaceId>(5), 2, 1, "yunet/dlib"}));
  expect_golden("face", encoded(face_record()));
  expect_golden("person", encoded(PersonRecord{"Zoë", true, 6}));
  PersonRecord known{"Zoë", true, 6};
  known.since = 7;
  expect_golden("person_since", encoded(known));
  PhotoRecord turned = photo_record();
  turned.facts.orientation = 6;
  expect_golden("photo_turned", encoded(turned));
  expect_golden("reference_file", encoded(ReferenceFileRecord{"IMG_1.jpg", 7, 8}));
  expect_golden("reference",
                encoded(ReferenceRecord{kStamp, content(0xbb), EnrolVerdict::used, "its face teaches", 1}));
  expect_golden("reading",
                encoded(ReferenceReading{"m", Unreadable{Reason::truncated, "half"}, {face_with(face_of(1, 1))}}));
  expect_golden("folder_state", encoded(FolderState{1, 2, 3}));
  expect_golden("decision",
                encoded(DecisionRecord{DecisionRecord::Verb::is_not, static_cast<PersonId>(3), {1, 2, 3, 4}}));
  expect_golden("failure", encoded(Unreadable{Reason::too_slow, "it took too long"}));
  expect_golden("embedding", encoded(EmbeddingRest{0x12345678, {1, -2}}));
  ReachBlock reaches;
  reaches.reaches = {1, 2, ReachBlock::kAnyDistance};
  expect_golden("reach", encoded(reaches));
  expect_golden("scale", encoded(ScaleBlock{{1, 0x1234}}));
}

TEST(Records, ComeBackAsTheyWere) {
  const auto photo = decoded<PhotoRecord>(encoded(photo_record()));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->content, content(0xaa));
  EXPECT_EQ(photo->image, kImage);
  EXPECT_EQ(photo->name, "IMG_1 (2).jpg");
  EXPECT_EQ(photo->shown.basename, "IMG_1.jpg");
  EXPECT_EQ(photo->stamp, kStamp);
  const auto face = decoded<FaceRecord>(encoded(face_record()));
  ASSERT_TRUE(face);
  EXPECT_EQ(face->match, face_record().match);
  const FaceCode code = face_code_of(face_of(1, 1));
  const auto rest = decoded<EmbeddingRest>(encoded(EmbeddingRest{7, code.rest}));
  EXPECT_EQ(rest->rest, code.rest);
  EXPECT_EQ(rest->checksum_of_code, 7U);
  ReachBlock reaches;
  reaches.reaches[3] = 125;
  EXPECT_EQ(decoded<ReachBlock>(encoded(reaches)), reaches);
  ScaleBlock scales;
  scales.scales[3] = 16384;
  EXPECT_EQ(decoded<ScaleBlock>(encoded(scales)), scales);
}

TEST(Records, ThatAreDamagedCountAsAbsent) {
  const std::string whole = encoded(photo_record());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    EXPECT_FALSE(decoded<PhotoRecord>(damaged)) << at;
    EXPECT_FALSE(decoded<PhotoRecord>(whole.substr(0, at))) << at;
  }
}

TEST(Records, OfANewerFacefsCountAsWhatIsKnownOfThem) {
  PhotoRecord photo = photo_record();
  photo.failure = Unreadable{static_cast<Reason>(200), "its colours are of no known kind"};
  const auto failed = decoded<PhotoRecord>(encoded(photo));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure->reason, Reason::read_error) << "which is tried again";
  EXPECT_EQ(failed->failure->sentence, "its colours are of no known kind");
  EXPECT_EQ(failed->name, photo.name);
  FaceRecord face = face_record();
  face.match.rule = static_cast<Rule>(200);
  EXPECT_EQ(decoded<FaceRecord>(encoded(face))->match.person, face.match.person);
  const ReferenceRecord judged{kStamp, content(0xbb), static_cast<EnrolVerdict>(200), "s", 0};
  EXPECT_EQ(decoded<ReferenceRecord>(encoded(judged))->verdict, EnrolVerdict::waiting) << "it is judged anew";
}

TEST(Keys, SortAsTheirNumbersDo) {
  EXPECT_LT(key_of(static_cast<PhotoId>(255)), key_of(static_cast<PhotoId>(256)));
  EXPECT_EQ(file_place_in(key_of(FilePlace{static_cast<FolderId>(9), "a/b"})).basename, "a/b");
  const FolderKey folder{FolderKey::Kind::maybe, static_cast<PersonId>(77)};
  EXPECT_EQ(folder_key_in(key_of(folder)), folder);
  EXPECT_EQ(image_key_in(key_of(kImage)), kImage);
}

TEST(Verdicts, HaveTheNamesThatAreTold) {
  using V = EnrolVerdict;
  for (const auto& [verdict, name] :
       {std::pair(V::waiting, "waiting"), std::pair(V::used, "used"), std::pair(V::no_face, "no-face"),
        std::pair(V::several_faces, "several-faces"), std::pair(V::too_small, "too-small"),
        std::pair(V::unlike_others, "unlike-others"), std::pair(V::not_a_photo, "not-a-photo")})
    EXPECT_EQ(name_of(verdict), name);
}

TEST(Records, KeepEachFactOfAPhoto) {
  PhotoRecord record = photo_record();
  record.facts.orientation = 6;
  EXPECT_EQ(decoded<PhotoRecord>(encoded(record)).value().facts, record.facts);
  record.facts = {};
  EXPECT_EQ(decoded<PhotoRecord>(encoded(record)).value().facts, PhotoFacts{});
}

}  // namespace
}  // namespace facefs::test
