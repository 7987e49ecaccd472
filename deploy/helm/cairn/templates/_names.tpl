{{- define "cairn.name" -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{- end }}
{{- define "cairn.selector" -}}
app.kubernetes.io/name: cairn
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "cairn.labels" -}}
{{ include "cairn.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- define "cairn.keys" -}}{{ .Values.keys.existingSecret | default (printf "%s-keys" (include "cairn.name" .)) }}{{- end }}
{{- define "cairn.database" -}}{{ .Values.database.existingSecret | default (printf "%s-database" (include "cairn.name" .)) }}{{- end }}
{{- define "cairn.storage" -}}{{ .Values.storage.existingSecret | default (printf "%s-storage" (include "cairn.name" .)) }}{{- end }}
{{- define "cairn.hostOf" -}}{{ (urlParse (replace "*." "" .)).hostname }}{{- end }}

{{/* One variable from a Secret. */}}
{{- define "cairn.fromSecret" -}}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }} } }
{{- end }}

{{/* What every pod of Cairn's own is held to: Pod Security "restricted", and a root file system that nobody writes. */}}
{{- define "cairn.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}
{{- define "cairn.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Where pods of ours run, and with what their image is pulled. */}}
{{- define "cairn.placement" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- end }}
