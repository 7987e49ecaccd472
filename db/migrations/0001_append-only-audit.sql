-- Beside the missing grants: also the owner of the tables appends only.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are appended only' using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger audit_events_append_only before update or delete or truncate on audit_events
  for each statement execute function refuse_audit_change();
