// SPDX-License-Identifier: Apache-2.0
// The user's acts: what each writes into decisions.log and changes in the gallery.
//
// On the writer's thread, inside its transaction. An act that cannot be throws a Refusal with the errno that whoever
// acted is to see; then nothing was written.
#pragma once

#include <string>
#include <system_error>

#include "index/decision_log.h"
#include "index/update.h"

namespace facefs {

struct Refusal : std::system_error {
  explicit Refusal(int error) : std::system_error(error, std::generic_category(), "refused") {}
};

/// A new, still empty folder below enroll/. EEXIST when somebody has that name in some form. Not in the log yet: some
/// file managers make "Untitled Folder" first and rename it then.
void add_person(Update& update, DecisionLog& log, const std::string& name);

/// The first photo is coming: from here on the log knows the person.
void log_person(Update& update, DecisionLog& log, PersonId person, const std::string& program);

void rename_person(Update& update, DecisionLog& log, PersonId person, const std::string& name,
                   const std::string& program);

}  // namespace facefs
