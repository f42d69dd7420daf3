// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "index/decisions/act_context.h"
#include "index/decisions/act_lines.h"
#include "index/decisions/decision_state.h"
#include "index/storage/folders.h"
#include "index/storage/people.h"
#include "index/storage/people_tables.h"
#include "index/values/person_name.h"

namespace facefs {
namespace {

/// Tells whether an undo can take the line back. A person who was enrolled is taken back by removing the folder, a
/// reference photo by removing the file. What was erased is gone.
bool can_be_undone(const LogEntry& line) {
  return line.verb != Verb::person && line.verb != Verb::teach && line.verb != Verb::forget && line.verb != Verb::erase;
}

/// Returns the last `count` groups that can be undone, newest first.
std::vector<std::uint64_t> last_groups(const std::vector<LogEntry>& lines, std::size_t count) {
  std::vector<std::uint64_t> groups;
  for (auto line = lines.rbegin(); line != lines.rend() && groups.size() < count; ++line)
    if (can_be_undone(*line) && std::find(groups.begin(), groups.end(), line->group) == groups.end())
      groups.push_back(line->group);
  return groups;
}

/// The names that people have, in any case or Unicode form, and those that a second person has too.
struct Names {
  std::map<std::array<std::uint8_t, 16>, std::string> held;
  std::set<std::string> clashes;
  void take(const std::string& name) {
    if (!held.try_emplace(folded_key_of(name), name).second) clashes.insert(name);
  }
};

Names names_in(const Update& update, const DecisionState& said) {
  Names names;
  for (const Person& known : People(update).all())
    if (!known.record.logged) names.take(known.record.name);
  for (const auto& [id, record] : said.people) names.take(record.name);
  return names;
}

/// Throws Refusal (EEXIST) where the act would give two people one name. Clashes that were there before do not count.
void refuse_names_that_clash(const Update& update, const DecisionState& before, const DecisionState& after) {
  const Names now = names_in(update, before);
  for (const std::string& name : names_in(update, after).clashes)
    if (!now.clashes.contains(name))
      throw Refusal(EEXIST, "'" + name + "' is somebody else's name by now: rename that one first");
}

/// Returns a line for each person who was added by what is undone, and yet has reference photos: such people stay.
std::vector<LogEntry> people_who_stay(const Update& update, const Actor& actor, const DecisionState& said) {
  std::vector<LogEntry> lines;
  for (const Person& known : People(update).all())
    if (known.record.logged && !said.people.contains(known.id) && has_references(update, known.id))
      lines.push_back(line_of(Verb::person, actor, known.id, known.record.name));
  return lines;
}

}  // namespace

bool is_removing_from(const DecisionLog& log, const Actor& actor, const FolderKey& folder) {
  const auto before = log.recent_act_of(actor.process);
  return before && before->kind == rejection_in(actor, folder);
}

void apply(const ActContext& in, const HidePerson& deed) {
  const auto record = People(in.update).find(deed.person);
  if (!record) throw Refusal(ENOENT);
  if (!record->logged) return PeopleTables(in.update).erase(deed.person);  // a new folder that the log does not know
  const RecentAct::Kind burst = rejection_in(in.actor, {FolderKey::Kind::people, deed.person});
  const auto before = in.log.recent_act_of(in.actor.process);
  std::vector<LogEntry> lines;
  if (before && before->kind == burst)
    for (const LogEntry& line : lines_that_count(in.log))
      if (line.group == before->group && (lines.empty() || lines.back().ref != line.act)) {
        lines.push_back(line_of(Verb::revoke, in.actor, kNobody));
        lines.back().ref = line.act;
      }
  lines.push_back(line_of(Verb::hide, in.actor, deed.person));
  in.log.append(std::move(lines), burst);
  adopt(in.update, in.log);
}

/// Does not count photos that matching has put there since the process began to remove photos.
void apply(const ActContext& in, const RemovePersonFolder& deed) {
  const FolderKey folder{FolderKey::Kind::people, deed.person};
  if (Folders(in.update).state_of(folder).entries > 0 && !is_removing_from(in.log, in.actor, folder))
    throw Refusal(ENOTEMPTY);
  apply(in, HidePerson{deed.person});
}

void apply(const ActContext& in, const RevokeRejection& deed) {
  const auto before = in.log.recent_act_of(in.actor.process);
  if (!before || before->kind != rejection_in(in.actor, deed.from) || before->name != deed.name) return;
  LogEntry line = line_of(Verb::revoke, in.actor, kNobody);
  line.ref = before->act;
  in.log.append(std::move(line));
  adopt(in.update, in.log);
}

Applied apply(const ActContext& in, const Undo& deed) {
  std::vector<LogEntry> standing = lines_that_count(in.log);
  const std::vector<std::uint64_t> groups = last_groups(standing, deed.groups);
  if (groups.empty()) return {};
  const DecisionState before = state_after(standing);
  std::erase_if(standing, [&](const LogEntry& line) {
    return std::find(groups.begin(), groups.end(), line.group) != groups.end();
  });
  const DecisionState said = state_after(standing);
  refuse_names_that_clash(in.update, before, said);
  std::vector<LogEntry> lines;
  for (const std::uint64_t group : groups) {
    lines.push_back(line_of(Verb::undo, in.actor, kNobody));
    lines.back().ref = group;
  }
  for (LogEntry& line : people_who_stay(in.update, in.actor, said)) lines.push_back(std::move(line));
  in.log.append(std::move(lines));
  in.log.end_burst();
  adopt(in.update, in.log);
  return {.groups = groups};
}

namespace {

/// Returns the groups that were undone since the last act that can be undone, in the order of their undos.
std::vector<std::uint64_t> undone_last(const DecisionLog& log) {
  std::vector<std::uint64_t> groups;
  log.each_after(0, [&](const LogEntry& line) {
    if (line.verb == Verb::undo)
      groups.push_back(line.ref);
    else if (line.verb == Verb::redo)
      std::erase(groups, line.ref);
    else if (can_be_undone(line))
      groups.clear();
  });
  return groups;
}

}  // namespace

Applied apply(const ActContext& in, const Redo& deed) {
  std::vector<std::uint64_t> groups = undone_last(in.log);
  if (groups.size() > deed.groups)
    groups.erase(groups.begin(), groups.end() - static_cast<std::ptrdiff_t>(deed.groups));
  if (groups.empty()) return {};
  std::vector<LogEntry> lines;
  for (auto group = groups.rbegin(); group != groups.rend(); ++group) {
    lines.push_back(line_of(Verb::redo, in.actor, kNobody));
    lines.back().ref = *group;
  }
  std::vector<LogEntry> all = lines_of(in.log);
  const DecisionState before = state_after(lines_that_count(all));
  all.insert(all.end(), lines.begin(), lines.end());
  refuse_names_that_clash(in.update, before, state_after(lines_that_count(std::move(all))));
  in.log.append(std::move(lines));
  in.log.end_burst();
  adopt(in.update, in.log);
  return {.groups = {groups.rbegin(), groups.rend()}};
}

}  // namespace facefs
