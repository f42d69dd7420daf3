// SPDX-License-Identifier: Apache-2.0
// The fields of values that are parts of several records and acts, in their order in the bytes
// (index/values/field_io.h).
#pragma once

#include "index/values/field_io.h"
#include "index/values/match.h"
#include "index/values/records.h"
#include "models/face.h"
#include "models/photo_facts.h"
#include "models/unreadable.h"

namespace facefs::stored {

template <typename Io>
void fields(Io& io, In<Io, FileStamp>& stamp) {
  io(stamp.device, stamp.inode, stamp.size, stamp.mtime_ns, stamp.ctime_ns);
}
template <typename Io>
void fields(Io& io, In<Io, FilePlace>& place) {
  io(place.folder, place.basename);
}
template <typename Io>
void fields(Io& io, In<Io, ImageKey>& key) {
  io(key.hash, key.width, key.height);
}
template <typename Io>
void fields(Io& io, In<Io, ContentHash>& content) {
  io(content.bytes);
}
template <typename Io>
void fields(Io& io, In<Io, Unreadable>& failure) {
  io.one_of(failure.reason, kReasons, Reason::read_error);  // a reason that is tried again
  io(failure.sentence);
}
template <typename Io>
void fields(Io& io, In<Io, Box>& box) {
  io(box.x, box.y, box.width, box.height);
}
template <typename Io>
void fields(Io& io, In<Io, Point>& point) {
  io(point.x, point.y);
}
template <typename Io>
void fields(Io& io, In<Io, Embedding>& embedding) {
  io(embedding.values);
}
template <typename Io>
void fields(Io& io, In<Io, Match>& match) {
  io.one_of(match.verdict, kVerdicts);
  io.one_of(match.rule, kRules, Rule::none);
  io(match.person, match.runner_up, match.distance, match.runner_up_distance);
}
template <typename Io>
void fields(Io& io, In<Io, Face>& face) {
  io(face.box, face.landmarks, face.score, face.quality, face.embedding);
}
template <typename Io>
void fields(Io& io, In<Io, FolderKey>& folder) {
  io.one_of(folder.kind, FolderKey::kKinds);
  io(folder.number);
}
/// Writes newer facts only where one of them is known, so that the records of all other photos stay as they are.
template <typename Io>
void fields(Io& io, In<Io, PhotoFacts>& facts) {
  io(facts.taken);
  const bool knows_more = knows_more_than_the_time(facts);
  each_later_fact(facts, [&](const char*, auto& fact) { io.later(knows_more, fact); });
}

}  // namespace facefs::stored
