// SPDX-License-Identifier: Apache-2.0
// What the user calls the reference photos, and whom they teach since when.
#include <cerrno>

#include "index/decisions/act_lines.h"
#include "index/storage/people.h"
#include "index/storage/reference_tables.h"
#include "index/storage/references.h"

namespace facefs {
namespace {

/// A file that goes on teaching the same person under another name keeps its turn.
void take_in(Update& update, const LogEntry& line, const NamedReference& reference) {
  auto record =
      References(update).file(line.person, reference.file).value_or(ReferenceFileRecord{{}, line.seq, line.time_ns});
  record.name = reference.name;
  ReferenceTables(update).put_file(line.person, reference.file, record);
}

}  // namespace

void name_references(Update& update, DecisionLog& log, const Actor& actor, PersonId person,
                     const std::vector<NamedReference>& references, std::span<const std::uint64_t> came_ns) {
  if (!People(update).find(person)) throw Refusal(ENOENT);
  std::vector<LogEntry> lines;
  for (std::size_t i = 0; i < references.size(); ++i) {
    lines.push_back(line_of(Verb::teach, actor, person, text_of(references[i])));
    if (!came_ns.empty()) lines.back().time_ns = came_ns[i];
  }
  lines = log.append(std::move(lines));
  for (std::size_t i = 0; i < lines.size(); ++i) take_in(update, lines[i], references[i]);
}

void move_reference(Update& update, DecisionLog& log, const Actor& actor, PersonId from, PersonId to,
                    const NamedReference& reference) {
  name_references(update, log, actor, to, {reference});
  if (from != to) ReferenceTables(update).erase_file(from, reference.file);
}

}  // namespace facefs
