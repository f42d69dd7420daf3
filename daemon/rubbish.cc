// SPDX-License-Identifier: Apache-2.0
#include "daemon/rubbish.h"

#include <fnmatch.h>

#include <array>
#include <string>

namespace facefs {
namespace {

// Globs against a path's last name, or against its last two names if the glob has a slash. Letters match in any case.
constexpr std::array<const char*, 36> kRubbish = {
    "@eaDir",                     // Synology: up to five thumbnails of each photo
    "#recycle",                   // Synology: trash
    "#snapshot",                  // Synology: older states of everything
    "@sharebin",                  // Synology: trash of a share
    "@Recycle",                   // QNAP: trash
    "@__thumb",                   // QNAP: thumbnails
    "@Recently-Snapshot",         // QNAP
    "$RECYCLE.BIN",               // Windows: trash
    "RECYCLER",                   // Windows XP: trash
    "FOUND.[0-9][0-9][0-9]",      // Windows: what chkdsk found, mostly broken
    "System Volume Information",  // Windows
    "lost+found",                 // ext4
    "LOST.DIR",                   // Android: lost+found of a card
    "THMBNL",                     // Sony's cameras: a picture of each film
    "__MACOSX",                   // what macOS adds to archives
    "Network Trash Folder",       // macOS, on servers: trash
    "Temporary Items",            // macOS, on servers
    "iPod Photo Cache",           // iTunes
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
    "cache/thumbnails",           // PhotoPrism's storage
    "immich*/thumbs",             // Immich's uploads
    "immich*/encoded-video",      //
    "immich*/profile",            // pictures of its users
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
