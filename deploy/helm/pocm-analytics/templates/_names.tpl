{{- define "pocm.name" -}}
{{- printf "%s" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "pocm.labels" -}}
app.kubernetes.io/name: pocm-analytics
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "pocm.selector" -}}
app.kubernetes.io/name: pocm-analytics
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pocm.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "pocm.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "pocm.name" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- define "pocm.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "pocm.env" -}}
- { name: HOST, value: "0.0.0.0" }
- { name: PORT, value: "8080" }
- { name: POCM_METRICS_PORT, value: "9464" }
- { name: POCM_DATA_DIR, value: /data/pocm }
{{- range $name, $value := .Values.settings }}
- { name: {{ $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
