// SPDX-License-Identifier: Apache-2.0
// The fourth door: names and events from the kernel.
#include <cstdlib>

#include "daemon/inotify_events.h"
#include "index/values/display_name.h"
#include "index/values/person_name.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facefs;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  inotify_events(std::as_bytes(std::span(data, size)));
  if (fault_of_person_name(bytes) == NameFault::none) {
    const auto name = nfc_of(bytes);
    if (!name || name->size() > 200 || fault_of_person_name(*name) != NameFault::none) std::abort();
    if (folded_key_of(*name) != folded_key_of(bytes)) std::abort();
  }
  if (!bytes.empty() && bytes.size() <= 255)
    for (const unsigned number : {1U, 2U, 1000U}) {
      const std::string shown = numbered_name(bytes, number);
      if (shown.size() > 255 || shown.empty()) std::abort();
    }
  return 0;
}
