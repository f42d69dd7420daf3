// SPDX-License-Identifier: Apache-2.0
// The faces that an earlier `facefs sort` found, kept in a file so that no photo is embedded twice.
//
// Keyed by content, purpose and models: a changed photo is simply not in it, nor is one that another detector read.
// CBOR, written whole.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "index/values/records.h"
#include "models/vision_protocol.h"

namespace facefs {

class FaceStore {
 public:
  using Found = std::variant<PhotoReading, Unreadable>;

  /// Reads the file; a damaged or older one counts as empty.
  FaceStore(std::filesystem::path file, std::string models);

  const Found* find(const ContentHash& content, Purpose purpose) const;
  void put(const ContentHash& content, Purpose purpose, Found found);
  void save() const;

 private:
  std::string key_of(const ContentHash& content, Purpose purpose) const;

  std::filesystem::path file_;
  std::string models_;
  std::map<std::string, Found> found_;
};

}  // namespace facefs
