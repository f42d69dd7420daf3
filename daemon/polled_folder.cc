// SPDX-License-Identifier: Apache-2.0
#include "daemon/polled_folder.h"

#include <algorithm>
#include <array>
#include <functional>

namespace facefs {
namespace {

constexpr std::array<unsigned, 7> kChangedByOthers = {0x6969,      /* NFS */
                                                      0x517b,      /* SMB */
                                                      0xff534d42,  /* CIFS */
                                                      0xfe534d42,  /* SMB2 */
                                                      0x01021997,  /* 9P */
                                                      0x00c36400,  /* Ceph */
                                                      0x65735546}; /* FUSE */

}  // namespace

bool is_changed_by_others(const PhotoFolders& folders, const std::string& folder) {
  const unsigned type = folders.file_system_of(folder);
  return std::find(kChangedByOthers.begin(), kChangedByOthers.end(), type) != kChangedByOthers.end();
}

std::uint64_t polled_state_of(const PhotoFolders& folders, const std::string& folder) {
  std::uint64_t state = folders.changed_ns(folder);
  const int error = folders.each_name(folder, [&](const std::string& name) {
    state += std::hash<std::string>()(name);  // a sum: the order in which they are listed does not count
  });
  return error == 0 ? state : 0;
}

}  // namespace facefs
