// SPDX-License-Identifier: Apache-2.0
#include "daemon/polled_folder.h"

#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <functional>

#include "system/file_time.h"

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

bool is_changed_by_others(const std::string& folder) {
  struct statfs info {};
  return ::statfs(folder.c_str(), &info) == 0 &&
         std::find(kChangedByOthers.begin(), kChangedByOthers.end(), static_cast<unsigned>(info.f_type)) !=
             kChangedByOthers.end();
}

std::uint64_t polled_state_of(const std::string& folder, const Roots& roots) {
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return 0;
  std::uint64_t state = nanoseconds_of(info.st_mtim);
  const int error = each_name(folder, roots, [&](const std::string& name) {
    state += std::hash<std::string>()(name);  // a sum: the order in which they are listed does not count
  });
  return error == 0 ? state : 0;
}

}  // namespace facefs
