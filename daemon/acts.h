// SPDX-License-Identifier: Apache-2.0
// The user's acts: what each writes into decisions.log and changes in the gallery. They wait until it is durable.
#pragma once

#include <string>
#include <variant>

#include "daemon/ledger.h"
#include "daemon/writer.h"

namespace facefs {

/// A new, still empty folder below enroll/. EEXIST when somebody has that name in some form. Not in the log yet: some
/// file managers make "Untitled Folder" first and rename it then.
std::variant<PersonId, int> add_person(Writer& writer, Ledger& ledger, const std::string& name);

/// The first photo is coming: from here on the log knows the person.
int log_person(Writer& writer, Ledger& ledger, PersonId person, const std::string& program);

int rename_person(Writer& writer, Ledger& ledger, PersonId person, const std::string& name, const std::string& program);

}  // namespace facefs
