// SPDX-License-Identifier: Apache-2.0
#include "index/storage/pins.h"

namespace facefs {

std::map<std::string, std::string> Pins::all() const {
  std::map<std::string, std::string> pins;
  txn().each(tables().pin, {}, [&](lmdb::Bytes name, lmdb::Bytes query) {
    pins.emplace(name, query);
    return true;
  });
  return pins;
}

std::optional<std::string> Pins::find(std::string_view name) const {
  if (name.empty() || name.size() > 255) return std::nullopt;
  const auto query = txn().get(tables().pin, name);
  return query ? std::optional<std::string>(*query) : std::nullopt;
}

}  // namespace facefs
