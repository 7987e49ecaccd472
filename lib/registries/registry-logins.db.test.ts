import { afterAll, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { registryCredentials } from "@/db/schema";
import { actorOf, aMember, aProject, aUser } from "@/db/testing/factories";
import { createEnvironment } from "@/lib/environments/create-environment";
import { createEnvironmentInput } from "@/lib/environments/environment";
import { updateEnvironment } from "@/lib/environments/update-environment";
import { deleteRegistryLogin } from "@/lib/registries/delete-registry-login";
import { findLogin } from "@/lib/registries/find-login";
import { listRegistryLogins } from "@/lib/registries/list-registry-logins";
import { putRegistryLogin } from "@/lib/registries/put-registry-login";
import { putRegistryLoginInput } from "@/lib/registries/registry-login";
import { fakeRegistry } from "@/lib/registries/testing";

vi.hoisted(() => {
  process.env.CAIRN_REGISTRIES = "http://127.0.0.1";
});

const project = await aProject();
const owner = await aMember(project.id, "owner");
const member = await aMember(project.id);
const administrator = actorOf(await aUser(), { isAdministrator: true });
const registry = await fakeRegistry();
afterAll(() => registry.close());

const login = (values: Partial<Record<"host" | "username" | "password", string>> = {}) =>
  putRegistryLoginInput.parse({ host: "Registry.Example:5000", username: "reader", password: "geheim", ...values });
const create = (image: { reference: string; architectures?: ("x86-64" | "arm64")[] }) =>
  createEnvironment(member, createEnvironmentInput.parse({ projectId: project.id, name: "Trainer", image }));

test("a project's login comes before the installation's, is replaced in its place and never shown", async () => {
  await putRegistryLogin(administrator, null, login({ username: "everybody" }));
  const reference = "registry.example:5000/team/train:1";
  expect(await findLogin(project.id, reference)).toMatchObject({ username: "everybody", password: "geheim" });
  const { id } = await putRegistryLogin(owner, project.id, login());
  const again = await putRegistryLogin(owner, project.id, login({ password: "other" }));
  expect(again.id).toBe(id);
  expect(await findLogin(project.id, reference)).toEqual({ registry: "registry.example:5000", username: "reader", password: "other" });
  expect(await findLogin((await aProject()).id, reference)).toMatchObject({ username: "everybody" });
  expect(await findLogin(project.id, "registry.example/team/train:1")).toBeNull();
  expect(JSON.stringify(await listRegistryLogins(member, project.id))).not.toMatch(/other|geheim/);
  expect(JSON.stringify(await db.select().from(registryCredentials))).not.toMatch(/other|geheim/);
  await deleteRegistryLogin(owner, id);
  expect(await listRegistryLogins(member, project.id)).toEqual([]);
});

test("only owners set a project's logins and only administrators the installation's", async () => {
  await expect(putRegistryLogin(member, project.id, login())).rejects.toMatchObject({ code: "forbidden" });
  await expect(putRegistryLogin(owner, null, login())).rejects.toMatchObject({ code: "not_found" });
  const { id } = await putRegistryLogin(administrator, null, login({ host: "other.example" }));
  await expect(deleteRegistryLogin(owner, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteRegistryLogin(administrator, id, project.id)).rejects.toMatchObject({ code: "not_found" });
});

test("a login that its registry does not take is refused beside the password, and one that cannot be tried is kept", async () => {
  const guarded = await fakeRegistry();
  guarded.protect("reader", "right");
  const put = (password: string) => putRegistryLogin(owner, project.id, login({ host: guarded.host, password }));
  await expect(put("wrong")).rejects.toMatchObject({
    code: "invalid",
    key: "registries.denied",
    params: { host: guarded.host },
    fields: [{ path: "password" }],
  });
  expect(await listRegistryLogins(owner, project.id)).toEqual([]);
  expect(await put("right")).toMatchObject({ isTried: true });
  await guarded.close();
  const { id, isTried } = await put("cannot be tried");
  expect(isTried).toBe(false);
  await deleteRegistryLogin(owner, id);
});

test.each(["https://registry.example", "registry.example/team", "", "a b"])("%s is no registry", (host) => {
  expect(putRegistryLoginInput.safeParse({ host, username: "a", password: "b" }).error?.issues[0]?.path).toEqual(["host"]);
});

test("an image is looked up when it is named, and refused where it cannot run", async () => {
  const digest = registry.put("team/train", "1", ["linux/amd64"]);
  const reference = `${registry.host}/team/train:1`;
  expect((await create({ reference })).latest).toMatchObject({
    sizeBytes: 1000,
    image: { digest, architectures: ["x86-64"] },
    message: null,
  });
  await expect(create({ reference: `${registry.host}/team/train:2` })).rejects.toMatchObject({
    key: "environments.image.missing",
    fields: [{ path: "image.reference" }],
  });
  await expect(create({ reference, architectures: ["arm64"] })).rejects.toMatchObject({
    key: "environments.image.otherPlatform",
    fields: [{ path: "image.architectures", params: { missing: "arm64", offered: "x86-64" } }],
  });
});

test("a private image is refused without a login, and pinned with one", async () => {
  const own = await fakeRegistry();
  const digest = own.put("private", "1", ["linux/arm64"]);
  // Kept while the registry asked nobody.
  const { id } = await putRegistryLogin(owner, project.id, login({ host: own.host, password: "wrong" }));
  own.protect("reader", "geheim");
  const reference = `${own.host}/private:1`;
  await expect(create({ reference })).rejects.toMatchObject({ key: "environments.image.loginRefused", params: { username: "reader" } });
  await deleteRegistryLogin(owner, id);
  await expect(create({ reference })).rejects.toMatchObject({ key: "environments.image.loginNeeded" });
  await putRegistryLogin(owner, project.id, login({ host: own.host }));
  const made = await create({ reference });
  expect(made.latest.image).toMatchObject({ digest, architectures: ["arm64"] });
  const moved = own.put("private", "1", ["linux/arm64", "linux/amd64"]);
  const again = await updateEnvironment(member, { id: made.id, image: { reference, accelerator: null, architectures: [] } });
  expect(again.latest).toMatchObject({ number: 2, image: { digest: moved, architectures: ["arm64", "x86-64"] } });
  await own.close();
});

test("an image of a registry that cannot be asked is taken as it is, and that is said", async () => {
  const made = await create({ reference: "registry.invalid/a:1", architectures: ["arm64"] });
  const message = { key: "environments.image.unknownRegistry", params: { registry: "registry.invalid" } };
  expect(made.latest).toMatchObject({ status: "ready", message, image: { digest: null, architectures: ["arm64"] } });
  expect((await create({ reference: "10.1.2.3:5000/a:1" })).latest.message?.key).toBe("environments.image.notAsked");
});
