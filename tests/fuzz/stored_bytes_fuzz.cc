// SPDX-License-Identifier: Apache-2.0
// The third door: bytes of a damaged disk. They are lines of the log, acts, records of the gallery (also with a right
// checksum), and JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "index/decisions/act_bytes.h"
#include "index/decisions/decision_log.h"
#include "index/values/record_bytes.h"
#include "index/values/record_codec.h"
#include "index/values/records.h"
#include "system/text.h"

namespace {

template <typename... Records>
void decode_as(std::string_view bytes) {
  (void)std::initializer_list<bool>{facefs::decoded<Records>(bytes).has_value()...};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facefs;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto entry = parse_log_line(bytes); entry && !parse_log_line(log_line_of(*entry))) std::abort();
  for (const std::string& record : {std::string(bytes), sealed_record(bytes)})
    decode_as<PathRecord, PhotoRecord, ImageRecord, FaceRecord, PersonRecord, ReferenceRecord, ReferenceReading,
              FolderState, DecisionRecord, Embedding, Unreadable>(record);
  for (const std::string& stored : {std::string(bytes), sealed_record(bytes)})
    if (const auto act = act_in(stored); act && bytes_of(act_in(bytes_of(*act)).value()) != bytes_of(*act))
      std::abort();
  if (bytes_of_json_string(json_string(bytes)) != bytes) std::abort();
  if (bytes_of_json_string(json_value(json_text(json_string(bytes))).get<std::string>()) != bytes) std::abort();
  for (const char byte : escaped(bytes))
    if (static_cast<unsigned char>(byte) < 0x20) std::abort();
  try {
    json_value(bytes);
  } catch (const nlohmann::json::exception&) {
  }
  return 0;
}
