cmake_minimum_required(VERSION 3.25)
# Whatever is asked of a watched folder is asked through system/photo_folders.h. So every other place that asks a file
# system something is listed here, with how many lines do, and what they open: files of facefs' own, what a command's
# own process is told to read, the kernel's. A new one is found, and a listed one that is gone.
set(call "(^|[^A-Za-z>])::(open|openat|stat|lstat|fstatat|statx|access|faccessat|opendir|readdir|scandir|statfs|statvfs|pread|read|readlink|realpath|inotify_add_watch)\\(")
set(call "${call}|(fs|filesystem)::(exists|status|symlink_status|is_directory|is_regular_file|is_symlink|is_empty|file_size|canonical|weakly_canonical|directory_iterator|recursive_directory_iterator|equivalent|last_write_time|read_symlink)")
set(call "${call}|fstream[ (]|read_whole_file|open_photo\\(|stamp_at\\(|birth_ns_of")

# In the daemon: the data folder (log, gallery, references, pictures), the mount point, the kernel's files.
set(listed
  daemon/commands_log.cc:1:references daemon/config.cc:2:configuration daemon/crash_mark.cc:2:data
  daemon/daemon.cc:3:data daemon/disk_room.cc:2:data daemon/enrolment_watcher.cc:1:references
  daemon/facefsd_main.cc:3:configuration daemon/findings.cc:1:references daemon/intake.cc:2:references
  daemon/lock_file.cc:4:data daemon/log_follower.cc:3:references daemon/places.cc:10:configuration
  daemon/reference_files.cc:11:references daemon/reference_import.cc:3:references daemon/rendering.cc:6:pictures
  daemon/folder_watches.cc:1:kernel daemon/mount_watch.cc:1:kernel
  daemon/use_mark.h:2:data fuse/connection.cc:2:kernel fuse/enroll_files.cc:6:references
  fuse/enroll_verbs.cc:2:references fuse/incoming_files.cc:4:references fuse/incoming_names.cc:1:references
  fuse/incoming_verbs.cc:3:references fuse/main_thread.cc:1:kernel fuse/mount_point.cc:2:mount
  fuse/mount_table.cc:1:kernel fuse/opening_operations.cc:4:references fuse/poke_main.cc:2:mount
  fuse/program_name.cc:3:kernel fuse/reading_operations.cc:2:references fuse/recent_activity.cc:2:kernel
  fuse/session.cc:1:kernel fuse/stale_mount.cc:5:mount fuse/view_enroll.cc:1:references
  fuse/view_people.cc:1:references fuse/view_status.cc:1:data fuse/writing_operations.cc:1:references
  index/decisions/decision_log.cc:9:data index/storage/expendable.cc:1:data index/storage/gallery.cc:5:data
  index/storage/lmdb.cc:4:data index/storage/lmdb_file.cc:2:data index/storage/resident_pages.cc:1:kernel
  system/companion_program.h:2:programs system/durable_file.cc:6:data system/durable_file.h:1:data
  system/link_target.cc:1:kernel)
# The commands, each in a process of its own, and the worker, which opens no photo by itself.
list(APPEND listed
  daemon/archive.cc:4:command daemon/cli.cc:3:command daemon/labelled_photos.cc:2:command daemon/face_store.cc:2:command
  daemon/facefs_main.cc:1:command daemon/photo_reader.cc:3:command daemon/photos_to_enroll.cc:4:command
  daemon/picture_files.cc:1:command daemon/sort.cc:5:command
  models/fork_server.cc:1:kernel models/onnx_numbers.cc:1:weights models/weights.cc:3:weights)
# The door itself, and the files that it opens.
list(APPEND listed system/photo_file.cc:0:door system/photo_file.h:0:door system/photo_folders.cc:0:door)

foreach(entry IN LISTS listed)
  string(REPLACE ":" ";" entry ${entry})
  list(GET entry 0 file)
  list(GET entry 1 count_${file})
endforeach()
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/system/*.h ${ROOT}/system/*.cc ${ROOT}/models/*.h ${ROOT}/models/*.cc
  ${ROOT}/index/*.h ${ROOT}/index/*.cc ${ROOT}/fuse/*.h ${ROOT}/fuse/*.cc ${ROOT}/daemon/*.h ${ROOT}/daemon/*.cc)
if(NOT files)
  message(FATAL_ERROR "no sources: is this check looking at the right place?")
endif()
set(faults "")
foreach(file IN LISTS files)
  if(file MATCHES "^system/photo_(file|folders)\\.")
    continue()
  endif()
  file(STRINGS ${ROOT}/${file} lines REGEX "${call}")
  list(LENGTH lines count)
  if(NOT DEFINED count_${file})
    set(count_${file} 0)
  endif()
  if(NOT count EQUAL count_${file})
    string(APPEND faults "${file}: ${count} lines ask a file system, and ${count_${file}} are listed\n")
    foreach(line IN LISTS lines)
      string(APPEND faults "    ${line}\n")
    endforeach()
  endif()
endforeach()
if(faults)
  message(FATAL_ERROR "\nAsk photo folders through system/photo_folders.h. Where it is about another file, list it in tests/layout/one_door_to_photo_folders.cmake:\n${faults}")
endif()
