#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# link-tree.sh SOURCE_DIR BUILD_DIR: lays out BUILD_DIR/share as an installed share folder is, so that a program from the
# build tree finds its icons, its help (XDG_DATA_DIRS) and its usages.
set -eu
icons=$2/share/icons/hicolor
mkdir -p "$icons/scalable/apps" "$icons/symbolic/apps" "$2/share/help/C" "$2/share/applications" "$2/share/certwizard"
ln -sfn "$1/data/icons/org.certwizard.CertificateWizard.svg" "$icons/scalable/apps/"
ln -sfn "$1/data/icons/org.certwizard.CertificateWizard-symbolic.svg" "$icons/symbolic/apps/"
ln -sfn "$2/data/org.certwizard.CertificateWizard.desktop" "$2/share/applications/"
ln -sfn "$1/help/C" "$2/share/help/C/certwizard"
ln -sfn "$1/data/usages" "$2/share/certwizard/usages"
