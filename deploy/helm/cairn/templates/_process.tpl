{{/*
One of Cairn's processes, as many times as wanted. Takes root, name, and the lists `secrets` (variables from Secrets) and `flags`; an
account where it speaks to the cluster.
*/}}
{{- define "cairn.process" -}}
{{- $ := .root -}}
{{- $component := .name -}}
{{- $values := get $.Values .name -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "cairn.name" $ }}-{{ .name }}
  labels:
    {{- include "cairn.labels" $ | nindent 4 }}
    app.kubernetes.io/component: {{ .name }}
spec:
  replicas: {{ $values.replicas }}
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector:
    matchLabels:
      {{- include "cairn.selector" $ | nindent 6 }}
      app.kubernetes.io/component: {{ .name }}
  template:
    metadata:
      labels:
        {{- include "cairn.labels" $ | nindent 8 }}
        app.kubernetes.io/component: {{ .name }}
      annotations:
        cairn.dev/settings: {{ include (print $.Template.BasePath "/settings.yaml") $ | sha256sum }}
    spec:
      serviceAccountName: {{ include "cairn.name" $ }}-{{ .name }}
      automountServiceAccountToken: {{ .speaksToCluster }}
      enableServiceLinks: false
      terminationGracePeriodSeconds: 40
      securityContext:
        {{- include "cairn.podSecurity" $ | nindent 8 }}
      {{- include "cairn.placement" $ | nindent 6 }}
      topologySpreadConstraints:
        {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ $key }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "cairn.selector" $ | nindent 14 }}
              app.kubernetes.io/component: {{ $component }}
        {{- end }}
      containers:
        - name: {{ .name }}
          image: {{ $.Values.image.reference }}
          imagePullPolicy: {{ $.Values.image.pullPolicy }}
          args: [{{ range .flags }}{{ . }}, {{ end }}dist/processes/{{ .name }}.js]
          envFrom:
            - configMapRef: { name: {{ include "cairn.name" $ }}-settings }
          env:
            - { name: CAIRN_PROCESS, value: {{ .name }} }
            {{- include "cairn.fromSecret" (dict "name" "DATABASE_URL" "secret" (include "cairn.database" $) "key" "url") | nindent 12 }}
            {{- include "cairn.fromSecret" (dict "name" "CAIRN_STORAGE_KEY" "secret" (include "cairn.storage" $) "key" "key" "optional" true) | nindent 12 }}
            {{- include "cairn.fromSecret" (dict "name" "CAIRN_STORAGE_SECRET" "secret" (include "cairn.storage" $) "key" "secret" "optional" true) | nindent 12 }}
            {{- range $name, $key := .keys }}
            {{- include "cairn.fromSecret" (dict "name" $name "secret" (include "cairn.keys" $) "key" $key) | nindent 12 }}
            {{- end }}
          ports:
            {{- range $name, $port := .ports }}
            - { name: {{ $name }}, containerPort: {{ $port }} }
            {{- end }}
            - { name: probes, containerPort: 3009 }
          startupProbe: { httpGet: { path: /health, port: probes }, periodSeconds: 1, failureThreshold: 120 }
          livenessProbe: { httpGet: { path: /health, port: probes }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 }
          readinessProbe: { httpGet: { path: /ready, port: probes }, periodSeconds: 3, timeoutSeconds: 3 }
          resources: {{ toJson $values.resources }}
          securityContext:
            {{- include "cairn.containerSecurity" $ | nindent 12 }}
          volumeMounts:
            - { name: data, mountPath: /data }
            - { name: tmp, mountPath: /tmp }
      volumes:
        - { name: data, emptyDir: {} }
        - { name: tmp, emptyDir: {} }
{{- end }}
