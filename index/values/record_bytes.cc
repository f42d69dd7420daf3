// SPDX-License-Identifier: Apache-2.0
#include "index/values/record_bytes.h"

#include "index/values/part_fields.h"

namespace facefs {
namespace stored {

template <typename Io>
void fields(Io& io, In<Io, PathRecord>& record) {
  io(record.stamp, record.photo);
}
template <typename Io>
void fields(Io& io, In<Io, PhotoRecord>& record) {
  io(record.content, record.image, record.failure, record.truncated, record.name, record.shown, record.stamp,
     record.facts);
}
template <typename Io>
void fields(Io& io, In<Io, ImageRecord>& record) {
  io(record.first_face, record.faces, record.photos, record.models);
}
template <typename Io>
void fields(Io& io, In<Io, FaceRecord>& record) {
  io(record.image, record.box, record.landmarks, record.score, record.quality);
  io.unused_real();  // in older galleries the face's scale
  io(record.match);
}
template <typename Io>
void fields(Io& io, In<Io, PersonRecord>& record) {
  io(record.name, record.logged, record.created_ns);
  io.one_of(record.visibility, kVisibilities, Visibility::automatic);
  io(record.certain, record.merged_into);
  io.later(record.since > 0, record.since);
}
template <typename Io>
void fields(Io& io, In<Io, ReferenceRecord>& record) {
  io(record.stamp, record.content);
  io.one_of(record.verdict, kEnrolVerdicts, EnrolVerdict::waiting);
  io(record.sentence, record.face);
}
template <typename Io>
void fields(Io& io, In<Io, ReferenceFileRecord>& record) {
  io(record.name, record.since, record.came_ns);
}
template <typename Io>
void fields(Io& io, In<Io, ReferenceReading>& record) {
  io(record.models, record.failure, record.faces);
  io.later(record.width > 0, record.width, record.height);
}
template <typename Io>
void fields(Io& io, In<Io, FolderState>& record) {
  io(record.version, record.mtime_ns, record.entries);
}
template <typename Io>
void fields(Io& io, In<Io, DecisionRecord>& record) {
  io.one_of(record.verb, DecisionRecord::kVerbs);
  io(record.person, record.box);
}
template <typename Io>
void fields(Io& io, In<Io, EmbeddingRest>& record) {
  io(record.checksum_of_code, record.rest);
}
template <typename Io>
void fields(Io& io, In<Io, ReachBlock>& record) {
  io(record.reaches);
}
template <typename Io>
void fields(Io& io, In<Io, ScaleBlock>& record) {
  io(record.scales);
}

}  // namespace stored

template <typename Record>
std::string encoded(const Record& record) {
  stored::FieldWriter io;
  fields(io, record);
  return io.sealed();
}

template <typename Record>
std::optional<Record> decoded(std::string_view bytes) {
  const auto payload = open_record(bytes);
  if (!payload) return std::nullopt;
  try {
    stored::FieldReader io(*payload);
    Record record;
    fields(io, record);
    return record;
  } catch (const BadRecord&) {
    return std::nullopt;
  }
}

template std::string encoded(const PathRecord&);
template std::string encoded(const PhotoRecord&);
template std::string encoded(const ImageRecord&);
template std::string encoded(const FaceRecord&);
template std::string encoded(const PersonRecord&);
template std::string encoded(const ReferenceRecord&);
template std::string encoded(const ReferenceFileRecord&);
template std::string encoded(const ReferenceReading&);
template std::string encoded(const FolderState&);
template std::string encoded(const DecisionRecord&);
template std::string encoded(const EmbeddingRest&);
template std::string encoded(const ReachBlock&);
template std::string encoded(const ScaleBlock&);
template std::string encoded(const Unreadable&);

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

}  // namespace facefs
