// SPDX-License-Identifier: Apache-2.0
#include "daemon/rubbish.h"

#include <fnmatch.h>

#include <array>
#include <string>

namespace facefs {
namespace {

// Against the name, or where a slash is in it against the last two; in any case of letters.
constexpr std::array<const char*, 24> kRubbish = {
    "@eaDir",                     // Synology: up to five thumbnails of each photo
    "#recycle",                   // Synology: trash
    "#snapshot",                  // Synology: older states of everything
    "@Recycle",                   // QNAP: trash
    "@Recently-Snapshot",         // QNAP
    "$RECYCLE.BIN",               // Windows: trash
    "RECYCLER",                   // Windows XP: trash
    "System Volume Information",  // Windows
    "lost+found",                 // ext4
    "__MACOSX",                   // what macOS adds to archives
    "*.photoslibrary/resources",  // Apple Photos: previews; `originals` has the photos
    "*.photoslibrary/scopes",     //
    "*.photoslibrary/database",   //
    "*.photolibrary/Thumbnails",  // iPhoto; `Masters` has the photos
    "*.photolibrary/Previews",    //
    "*.aplibrary/Thumbnails",     // Aperture
    "*.aplibrary/Previews",       //
    "*.lrdata",                   // Lightroom: previews
    "*.lrcat-data",               //
    "*.cocatalog",                // Capture One
    "CaptureOne/Cache",           //
    "appdata_*/preview",          // Nextcloud's data folder
    "files_trashbin",             // Nextcloud: trash
    "files_versions",             // Nextcloud: older states
};

}  // namespace

bool is_rubbish(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::string name(path.substr(slash + 1));
  const std::size_t above = slash == std::string_view::npos || slash == 0 ? slash : path.rfind('/', slash - 1);
  const std::string two(path.substr(above == std::string_view::npos ? 0 : above + 1));
  for (const std::string_view pattern : kRubbish) {
    const std::string& against = pattern.find('/') == std::string_view::npos ? name : two;
    if (::fnmatch(std::string(pattern).c_str(), against.c_str(), FNM_CASEFOLD | FNM_PATHNAME) == 0) return true;
  }
  return false;
}

}  // namespace facefs
