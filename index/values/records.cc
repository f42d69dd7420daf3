// SPDX-License-Identifier: Apache-2.0
#include "index/values/records.h"

#include <array>

#include "index/values/person_name.h"
#include "index/values/record_codec.h"

namespace facefs {
namespace {

void put(RecordWriter& w, const FileStamp& s) {
  w.number(s.device).number(s.inode).number(s.size).number(s.mtime_ns).number(s.ctime_ns);
}
void put(RecordWriter& w, const FilePlace& p) {
  w.number(number_of(p.folder)).text(p.basename);
}
void put(RecordWriter& w, const ImageKey& k) {
  w.raw(k.hash).number(k.width).number(k.height);
}
void put(RecordWriter& w, const Unreadable& f) {
  w.number(static_cast<std::uint8_t>(f.reason)).text(f.sentence);
}
void put(RecordWriter& w, const Box& b) {
  w.real(b.x).real(b.y).real(b.width).real(b.height);
}
void put(RecordWriter& w, const Landmarks& points) {
  for (const Point& point : points) w.real(point.x).real(point.y);
}
void put(RecordWriter& w, const Embedding& e) {
  for (const float value : e.values) w.real(value);
}
void put(RecordWriter& w, const Match& m) {
  w.number(static_cast<std::uint8_t>(m.verdict)).number(static_cast<std::uint8_t>(m.rule));
  w.number(number_of(m.person)).number(number_of(m.runner_up)).real(m.distance).real(m.runner_up_distance);
}
void put(RecordWriter& w, const Face& f) {
  put(w, f.box);
  put(w, f.landmarks);
  w.real(f.score).real(f.quality);
  put(w, f.embedding);
}
template <typename T>
void put_optional(RecordWriter& w, const std::optional<T>& value) {
  w.number(static_cast<std::uint8_t>(value.has_value()));
  if (value) put(w, *value);
}

template <typename Id>
Id take_id(RecordReader& r) {
  return static_cast<Id>(r.number<std::uint64_t>());
}
/// The record's checksum is right, so a value that is not known here is a newer facefs's, and no damage: `otherwise`.
template <typename Enum>
Enum take_enum(RecordReader& r, std::uint8_t values, Enum otherwise) {
  const auto value = r.number<std::uint8_t>();
  return value < values ? static_cast<Enum>(value) : otherwise;
}
/// The same where no other value would do.
template <typename Enum>
Enum take_enum(RecordReader& r, std::uint8_t values) {
  const auto value = r.number<std::uint8_t>();
  if (value >= values) throw BadRecord("a record of the gallery holds a value that does not exist");
  return static_cast<Enum>(value);
}
bool take_bool(RecordReader& r) {
  return r.number<std::uint8_t>() == 1;
}
FileStamp take_stamp(RecordReader& r) {
  FileStamp s;
  for (std::uint64_t* field : {&s.device, &s.inode, &s.size, &s.mtime_ns, &s.ctime_ns})
    *field = r.number<std::uint64_t>();
  return s;
}
FilePlace take_place(RecordReader& r) {
  FilePlace place;
  place.folder = take_id<FolderId>(r);
  place.basename = r.text();
  return place;
}
ImageKey take_image_key(RecordReader& r) {
  ImageKey key;
  r.raw_into(key.hash);
  key.width = r.number<std::uint32_t>();
  key.height = r.number<std::uint32_t>();
  return key;
}
Unreadable take_failure(RecordReader& r) {
  Unreadable failure;
  failure.reason = take_enum(r, kReasons, Reason::read_error);  // that is tried again
  failure.sentence = r.text();
  return failure;
}
Box take_box(RecordReader& r) {
  Box box;
  for (float* field : {&box.x, &box.y, &box.width, &box.height}) *field = r.real();
  return box;
}
Landmarks take_landmarks(RecordReader& r) {
  Landmarks points;
  for (Point& point : points) {
    point.x = r.real();
    point.y = r.real();
  }
  return points;
}
Embedding take_embedding(RecordReader& r) {
  Embedding embedding;
  for (float& value : embedding.values) value = r.real();
  return embedding;
}
Match take_match(RecordReader& r) {
  Match match;
  match.verdict = take_enum<Verdict>(r, kVerdicts);
  match.rule = take_enum(r, kRules, Rule::none);
  match.person = take_id<PersonId>(r);
  match.runner_up = take_id<PersonId>(r);
  match.distance = r.real();
  match.runner_up_distance = r.real();
  return match;
}
Face take_face(RecordReader& r) {
  Face face;
  face.box = take_box(r);
  face.landmarks = take_landmarks(r);
  face.score = r.real();
  face.quality = r.real();
  face.embedding = take_embedding(r);
  return face;
}

void read(RecordReader& r, PathRecord& record) {
  record.stamp = take_stamp(r);
  record.photo = take_id<PhotoId>(r);
}
void read(RecordReader& r, PhotoRecord& record) {
  r.raw_into(record.content.bytes);
  if (take_bool(r)) record.image = take_image_key(r);
  if (take_bool(r)) record.failure = take_failure(r);
  record.truncated = take_bool(r);
  record.name = r.text();
  record.shown = take_place(r);
  record.stamp = take_stamp(r);
  record.taken = static_cast<std::int64_t>(r.number<std::uint64_t>());
}
void read(RecordReader& r, ImageRecord& record) {
  record.first_face = take_id<FaceId>(r);
  record.faces = r.number<std::uint32_t>();
  record.photos = r.number<std::uint32_t>();
  record.models = r.text();
}
void read(RecordReader& r, FaceRecord& record) {
  record.image = take_image_key(r);
  record.box = take_box(r);
  record.landmarks = take_landmarks(r);
  record.score = r.real();
  record.quality = r.real();
  r.real();  // in older galleries the face's scale
  record.match = take_match(r);
}
void read(RecordReader& r, PersonRecord& record) {
  record.name = r.text();
  record.logged = take_bool(r);
  record.created_ns = r.number<std::uint64_t>();
  record.visibility = take_enum(r, kVisibilities, Visibility::automatic);
  record.certain = r.real();
  record.merged_into = take_id<PersonId>(r);
  if (!r.rest().empty()) record.since = r.number<std::uint64_t>();
}
void read(RecordReader& r, ReferenceFileRecord& record) {
  record.name = r.text();
  record.since = r.number<std::uint64_t>();
  record.came_ns = r.number<std::uint64_t>();
}
void read(RecordReader& r, ReferenceRecord& record) {
  record.stamp = take_stamp(r);
  r.raw_into(record.content.bytes);
  record.verdict = take_enum(r, kEnrolVerdicts, EnrolVerdict::waiting);
  record.sentence = r.text();
  record.face = r.number<std::uint32_t>();
}
void read(RecordReader& r, ReferenceReading& record) {
  record.models = r.text();
  if (take_bool(r)) record.failure = take_failure(r);
  const auto count = r.number<std::uint32_t>();
  for (std::uint32_t i = 0; i < count; ++i) record.faces.push_back(take_face(r));
  if (r.rest().empty()) return;
  record.width = r.number<std::uint32_t>();
  record.height = r.number<std::uint32_t>();
}
void read(RecordReader& r, FolderState& record) {
  for (std::uint64_t* field : {&record.version, &record.mtime_ns, &record.entries}) *field = r.number<std::uint64_t>();
}
void read(RecordReader& r, DecisionRecord& record) {
  record.verb = take_enum<DecisionRecord::Verb>(r, DecisionRecord::kVerbs);
  record.person = take_id<PersonId>(r);
  record.box = take_box(r);
}
void read(RecordReader& r, Embedding& record) {
  record = take_embedding(r);
}
void read(RecordReader& r, EmbeddingRest& record) {
  record.checksum_of_code = r.number<std::uint32_t>();
  for (std::int16_t& rest : record.rest) rest = static_cast<std::int16_t>(r.number<std::uint16_t>());
}
void read(RecordReader& r, ReachBlock& record) {
  r.raw_into(record.reaches);
}
void read(RecordReader& r, ScaleBlock& record) {
  for (std::uint16_t& scale : record.scales) scale = r.number<std::uint16_t>();
}
void read(RecordReader& r, Unreadable& record) {
  record = take_failure(r);
}

std::string sealed(RecordWriter& w) {
  return sealed_record(w.take());
}

}  // namespace

std::string_view name_of(EnrolVerdict verdict) {
  constexpr std::array<std::string_view, 7> kNames = {"waiting",   "used",          "no-face",    "several-faces",
                                                      "too-small", "unlike-others", "not-a-photo"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

std::string encoded(const PathRecord& record) {
  RecordWriter w;
  put(w, record.stamp);
  w.number(number_of(record.photo));
  return sealed(w);
}
std::string encoded(const PhotoRecord& record) {
  RecordWriter w;
  w.raw(record.content.bytes);
  put_optional(w, record.image);
  put_optional(w, record.failure);
  w.number(static_cast<std::uint8_t>(record.truncated)).text(record.name);
  put(w, record.shown);
  put(w, record.stamp);
  w.number(static_cast<std::uint64_t>(record.taken));
  return sealed(w);
}
std::string encoded(const ImageRecord& record) {
  RecordWriter w;
  w.number(number_of(record.first_face)).number(record.faces).number(record.photos).text(record.models);
  return sealed(w);
}
std::string encoded(const FaceRecord& record) {
  RecordWriter w;
  put(w, record.image);
  put(w, record.box);
  put(w, record.landmarks);
  w.real(record.score).real(record.quality).real(0);
  put(w, record.match);
  return sealed(w);
}
std::string encoded(const PersonRecord& record) {
  RecordWriter w;
  w.text(record.name).number(static_cast<std::uint8_t>(record.logged)).number(record.created_ns);
  w.number(static_cast<std::uint8_t>(record.visibility)).real(record.certain).number(number_of(record.merged_into));
  if (record.since > 0) w.number(record.since);
  return sealed(w);
}
std::string encoded(const ReferenceFileRecord& record) {
  RecordWriter w;
  w.text(record.name).number(record.since).number(record.came_ns);
  return sealed(w);
}
std::string encoded(const ReferenceRecord& record) {
  RecordWriter w;
  put(w, record.stamp);
  w.raw(record.content.bytes)
      .number(static_cast<std::uint8_t>(record.verdict))
      .text(record.sentence)
      .number(record.face);
  return sealed(w);
}
std::string encoded(const ReferenceReading& record) {
  RecordWriter w;
  w.text(record.models);
  put_optional(w, record.failure);
  w.number(static_cast<std::uint32_t>(record.faces.size()));
  for (const Face& face : record.faces) put(w, face);
  if (record.width > 0) w.number(record.width).number(record.height);
  return sealed(w);
}
std::string encoded(const FolderState& record) {
  RecordWriter w;
  w.number(record.version).number(record.mtime_ns).number(record.entries);
  return sealed(w);
}
std::string encoded(const DecisionRecord& record) {
  RecordWriter w;
  w.number(static_cast<std::uint8_t>(record.verb)).number(number_of(record.person));
  put(w, record.box);
  return sealed(w);
}
std::string encoded(const EmbeddingRest& record) {
  RecordWriter w;
  w.number(record.checksum_of_code);
  for (const std::int16_t rest : record.rest) w.number(static_cast<std::uint16_t>(rest));
  return sealed(w);
}
std::string encoded(const ReachBlock& record) {
  RecordWriter w;
  w.raw(record.reaches);
  return sealed(w);
}
std::string encoded(const ScaleBlock& record) {
  RecordWriter w;
  for (const std::uint16_t scale : record.scales) w.number(scale);
  return sealed(w);
}
std::string encoded(const Unreadable& failure) {
  RecordWriter w;
  put(w, failure);
  return sealed(w);
}

template <typename Record>
std::optional<Record> decoded(std::string_view bytes) {
  const auto payload = open_record(bytes);
  if (!payload) return std::nullopt;
  try {
    RecordReader reader(*payload);
    Record record;
    read(reader, record);
    return record;
  } catch (const BadRecord&) {
    return std::nullopt;
  }
}

template std::optional<PathRecord> decoded(std::string_view);
template std::optional<PhotoRecord> decoded(std::string_view);
template std::optional<ImageRecord> decoded(std::string_view);
template std::optional<FaceRecord> decoded(std::string_view);
template std::optional<PersonRecord> decoded(std::string_view);
template std::optional<ReferenceRecord> decoded(std::string_view);
template std::optional<ReferenceFileRecord> decoded(std::string_view);
template std::optional<ReferenceReading> decoded(std::string_view);
template std::optional<FolderState> decoded(std::string_view);
template std::optional<DecisionRecord> decoded(std::string_view);
template std::optional<Embedding> decoded(std::string_view);
template std::optional<EmbeddingRest> decoded(std::string_view);
template std::optional<ReachBlock> decoded(std::string_view);
template std::optional<ScaleBlock> decoded(std::string_view);
template std::optional<Unreadable> decoded(std::string_view);

std::string key_of_name(std::string_view name) {
  return RecordWriter().raw(folded_key_of(name)).take();
}
std::string key_of(PhotoId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(FaceId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(PersonId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(FolderId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(ClusterId id) {
  return RecordWriter().number(number_of(id)).take();
}
std::string key_of(const ContentHash& hash) {
  return RecordWriter().raw(hash.bytes).take();
}
std::string key_of(const FilePlace& place) {
  return RecordWriter().number(number_of(place.folder)).raw(place.basename).take();
}
std::string key_of(const ImageKey& key) {
  RecordWriter w;
  put(w, key);
  return w.take();
}
std::string key_of(const FolderKey& key) {
  return RecordWriter().number(static_cast<std::uint8_t>(key.kind)).number(key.number).take();
}
std::string key_of_folders(PhotoId id) {
  return key_of(id) + "f";
}
std::string key_of_places(PhotoId id) {
  return key_of(id) + "p";
}
std::string key_of(PhotoId id, const FolderKey& folder) {
  return key_of_folders(id) + key_of(folder);
}
std::string key_of(PhotoId id, const FilePlace& place) {
  return key_of_places(id) + key_of(place);
}
std::string key_of(const ImageKey& key, PhotoId id) {
  return key_of(key) + key_of(id);
}

std::uint64_t id_in(std::string_view key, std::size_t at) {
  return RecordReader(key.substr(at)).number<std::uint64_t>();
}

ImageKey image_key_in(std::string_view key) {
  RecordReader reader(key);
  return take_image_key(reader);
}
FilePlace file_place_in(std::string_view key) {
  return {static_cast<FolderId>(id_in(key)), std::string(key.substr(kIdBytes))};
}
FolderKey folder_key_in(std::string_view key) {
  FolderKey folder(static_cast<FolderKey::Kind>(key.at(0)));
  folder.number = id_in(key, 1);
  return folder;
}

}  // namespace facefs
