; What the NSIS installer does besides electron-builder's own: registers the links that open the desktop, for the whole
; machine, and takes them away again. SHCTX is HKEY_LOCAL_MACHINE, since the installation is for the machine.

!macro customInstall
  WriteRegStr SHCTX "Software\Classes\vu" "" "URL:Vu Desktop"
  WriteRegStr SHCTX "Software\Classes\vu" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\vu\DefaultIcon" "" "$\"$INSTDIR\${APP_EXECUTABLE_FILENAME}$\",0"
  ; The two dashes end the switches: what the link says can't become one.
  WriteRegStr SHCTX "Software\Classes\vu\shell\open\command" "" "$\"$INSTDIR\${APP_EXECUTABLE_FILENAME}$\" -- $\"%1$\""
!macroend

!macro customUnInstall
  ; An upgrade runs the old uninstaller first; the new installer writes them again.
  DeleteRegKey SHCTX "Software\Classes\vu"
!macroend
