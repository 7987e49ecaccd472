/** REST of an instance with a key; what is refused is thrown. */
export function openClient(options: { readonly url: string; readonly token: string }): {
  get<T>(route: string): Promise<T>;
  post<T>(route: string, body?: object): Promise<T>;
};
