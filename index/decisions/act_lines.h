// SPDX-License-Identifier: Apache-2.0
// Lines of decisions.log as the acts write them, and the kinds that tell which acts belong together.
#pragma once

#include <string>

#include "index/decisions/act.h"

namespace facefs {

inline LogEntry line_of(Verb verb, const Actor& actor, PersonId person, std::string name = {}) {
  LogEntry line;
  line.verb = verb;
  line.program = actor.program;
  line.person = person;
  line.name = std::move(name);
  return line;
}

inline std::string text_of(const FolderKey& folder) {
  return std::to_string(static_cast<unsigned>(folder.kind)) + ":" + std::to_string(folder.number);
}

inline RecentAct::Kind rejection_in(const Actor& actor, const FolderKey& folder) {
  return {actor.process, "rm " + text_of(folder)};
}

}  // namespace facefs
