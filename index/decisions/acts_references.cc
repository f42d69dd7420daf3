// SPDX-License-Identifier: Apache-2.0
// Acts about reference photos: what the user calls them, which person they teach, and since when.
#include <cerrno>

#include "index/decisions/act_context.h"
#include "index/decisions/act_lines.h"
#include "index/storage/people.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"

namespace facefs {
namespace {

/// Keeps the turn of a file that goes on teaching the same person under another name.
void put_file(Update& update, const LogEntry& line, const NamedReference& reference) {
  auto record =
      References(update).file(line.person, reference.file).value_or(ReferenceFileRecord{{}, line.seq, line.time_ns});
  record.name = reference.name;
  ReferenceTables(update).put_file(line.person, reference.file, record);
}

}  // namespace

void apply(const ActContext& in, const NameReferences& deed) {
  if (!People(in.update).find(deed.person)) throw Refusal(ENOENT);
  if (deed.begins) log_person(in, deed.person);
  std::vector<LogEntry> lines;
  for (std::size_t i = 0; i < deed.references.size(); ++i) {
    lines.push_back(line_of(Verb::teach, in.actor, deed.person, text_of(deed.references[i])));
    if (!deed.came_ns.empty()) lines.back().time_ns = deed.came_ns[i];
  }
  lines = in.log.append(std::move(lines));
  for (std::size_t i = 0; i < lines.size(); ++i) put_file(in.update, lines[i], deed.references[i]);
}

void apply(const ActContext& in, const MoveReference& deed) {
  apply(in, NameReferences{deed.to, {deed.reference}});
  if (deed.from != deed.to) ReferenceTables(in.update).erase_file(deed.from, deed.reference.file);
}

/// Writes nothing at all where the photo is gone by now.
void apply(const ActContext& in, const TeachWithPhoto& deed) {
  photo_to_decide(in.update, deed.photo);
  apply(in, NameReferences{deed.person, {deed.reference}});
  apply(in, SayIs{deed.photo, deed.person, deed.from, true});
}

}  // namespace facefs
