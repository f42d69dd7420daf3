// SPDX-License-Identifier: Apache-2.0
// Writes sentences to stderr, as systemd's journal takes them. They never hold the name of a person, because what is
// forgotten must not remain there.
#pragma once

#include <string_view>

namespace facefs::journal {

void start();
void say(std::string_view sentence);
void warn(std::string_view sentence);

}  // namespace facefs::journal
